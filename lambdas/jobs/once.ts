import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { invalidField, Problem } from '../shared/errors'
import type { HttpEnv } from '../shared/http'
import type { Job } from './domain'
import { type Asked, keyLife } from './keyed-request'
import type { JobStore } from './ports'

/**
 * The request's key and what it asks for; undefined when it has none.
 *
 * @param action method and path @param body as it was validated, so that neither the order of fields nor defaults matter
 * @throws Problem `invalid-request` for what cannot be a key
 */
export function askedWith(c: Context<HttpEnv>, now: number, action: string, body?: unknown): Asked | undefined {
  const header = c.req.header('idempotency-key')
  if (header === undefined) return undefined
  // The draft's form is a string in quotation marks (RFC 9651, section 3.3.3); most programs leave them out.
  const key = header.replace(/^"(.*)"$/, '$1')
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = 'The key may have 1 to 255 visible ASCII characters, such as those of a UUID.'
    throw invalidField({ field: 'Idempotency-Key', code: 'malformed', message })
  }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([action, body]))
    .digest('base64url')
  return { owner: c.get('owner'), key, fingerprint, madeAt: now }
}

/**
 * Does what is asked for once, even if it is asked several times, or at the same time, under one key: later requests get the job
 * of the first, as it is now. `act` must write the request in the same transaction as its effect, so that a crash leaves both or neither.
 *
 * @throws Problem `idempotency-key-reused` when something else was asked for under this key
 */
export async function once(
  { jobs }: { readonly jobs: JobStore },
  asked: Asked | undefined,
  act: () => Promise<Job>,
): Promise<Job> {
  if (!asked) return act()
  const earlier = await jobOfEarlier(jobs, asked)
  if (earlier) return earlier
  try {
    return await act()
  } catch (error) {
    // The error may come from the same request made twice at once: then the other one has succeeded.
    const meanwhile = await jobOfEarlier(jobs, asked)
    if (meanwhile) return meanwhile
    throw error
  }
}

async function jobOfEarlier(jobs: JobStore, asked: Asked): Promise<Job | undefined> {
  const request = await jobs.keyedRequest(asked.owner, asked.key)
  if (!request || request.madeAt + keyLife <= asked.madeAt) return undefined
  if (request.fingerprint !== asked.fingerprint)
    throw new Problem(
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Use a new key for each new request.',
      [
        {
          field: 'Idempotency-Key',
          code: 'used-before',
          message: 'This key was already used for a different request.',
        },
      ],
    )
  const job = await jobs.get({ owner: asked.owner, id: request.job })
  if (job) return job
  throw new Problem('wrong-state', 'The job of this Idempotency-Key has been removed. Use a new key for a new job.')
}
