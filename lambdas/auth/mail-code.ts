import type { Log } from '../shared/log'
import type { Mail } from '../shared/mail'
import { codeMail } from './code-mail'
import { CodeRequest, codeLife, isGoodFor, keepCode, newCode } from './codes'
import type { CodeStore, Directory } from './ports'

export interface MailCodeDeps {
  readonly directory: Pick<Directory, 'find'>
  readonly codes: Pick<CodeStore, 'put'>
  readonly send: (mail: Mail) => Promise<void>
  /** From 0 to below its argument; cryptographically strong, as is `randomBytes`. */
  readonly randomInt: (below: number) => number
  readonly randomBytes: (size: number) => Uint8Array
  /** Milliseconds. */
  readonly now: () => number
  readonly log: Log
}

/**
 * Makes a code and mails it, if there is an account that it is good for. The caller was answered before: neither the answer nor its
 * time can reveal what is found here. A repeated request makes another code, as the first may not have been mailed. The last one counts.
 */
export async function mailCode(
  { directory, codes, send, randomInt, randomBytes, now, log }: MailCodeDeps,
  body: string,
): Promise<void> {
  const { email, purpose, askedAt } = CodeRequest.parse(JSON.parse(body))
  // The user has asked again by now, or given up.
  if (now() - askedAt > codeLife.reset) return log.warn('asked for a code too long ago', { purpose })
  const account = await directory.find(email)
  if (!account || !isGoodFor(account, purpose)) return log.info('no account to mail a code to', { purpose })
  const code = newCode(randomInt)
  const owner = account.id
  await codes.put(email, purpose, await keepCode(code, { purpose, owner, salt: randomBytes(16), now: now() }))
  await send(codeMail(purpose, email, code))
  log.info('code mailed', { owner, purpose })
}
