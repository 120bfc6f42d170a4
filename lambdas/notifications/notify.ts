import { linkToken } from '../jobs/link'
import { claimMail, isMailed, mailed } from '../jobs/mailed'
import type { JobStore } from '../jobs/ports'
import type { Log } from '../shared/log'
import type { Mail } from '../shared/mail'
import { Delivery, failedMail, JobEvent, readyMail } from './domain'

export interface NotifyDeps {
  readonly jobs: JobStore
  /** The owner's verified address, or undefined when the user no longer exists. */
  readonly addressOf: (owner: string) => Promise<string | undefined>
  readonly send: (mail: Mail) => Promise<void>
  /** Origin of page and API, without a slash at the end. */
  readonly site: string
  readonly now: () => number
  readonly log: Log
}

/**
 * Mails the owner the outcome of a job. Repeated messages send one mail: the sender claims it first and
 * marks it as sent afterwards. SES has no idempotency key, so only a crash between sending and marking sends it again.
 */
export async function notify({ jobs, addressOf, send, site, now, log }: NotifyDeps, body: string): Promise<void> {
  const event = JobEvent.parse(JSON.parse(Delivery.parse(JSON.parse(body)).Message))
  const job = await jobs.get({ owner: event.owner, id: event.job })
  // The row decides: there is nothing to tell about a job that was removed or retried since.
  if (!job || job.state !== event.state || (job.state !== 'done' && job.state !== 'failed')) return
  if (isMailed(job)) return log.info('mailed before', { job: job.id, event: event.id })
  const to = await addressOf(job.owner)
  if (!to) return log.warn('no verified address', { job: job.id })
  const turn = claimMail(job, now())
  const claimed = turn && (await jobs.take(turn))
  // The message comes again later, in case the other one has died.
  if (!claimed) throw new Error('Another function is mailing the owner')
  const page = `${site}/?job=${job.id}`
  await send(
    job.state === 'done' ? readyMail(job, to, `${site}/v1/shares/${linkToken(job)}`, page) : failedMail(job, to, page),
  )
  log.info('mailed', { job: job.id, state: job.state, event: event.id })
  try {
    await jobs.take(mailed(claimed))
  } catch (error) {
    // The mail is sent: handling the message again would repeat it.
    log.warn('mail not marked', { job: job.id, error })
  }
}
