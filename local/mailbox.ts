import { UserError } from './errors'
import type { Mail } from './inbox'

/** Milliseconds. A mail takes well under a second; a redelivery takes the queue's visibility timeout. */
const arrivesWithin = 60_000
const lookEvery = 150

/** The mails' times come from the same clock as ours, but are rounded. */
const clockSlack = 1000

/**
 * Waits for a mail to this address in which `find` finds something, and returns what it found.
 *
 * @throws UserError when none arrives within a minute.
 */
export async function waitForMail<T>(
  inbox: string,
  to: string,
  since: Date,
  find: (mail: Mail) => T | undefined,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + arrivesWithin
  while (Date.now() < deadline) {
    signal?.throwIfAborted()
    for (const mail of await mailsTo(inbox, to)) {
      const found = Date.parse(mail.sentAt) >= since.getTime() - clockSlack ? find(mail) : undefined
      if (found !== undefined) return found
    }
    await new Promise((resolve) => setTimeout(resolve, lookEvery))
  }
  throw new UserError(`The mail to ${to} did not arrive within ${arrivesWithin / 1000} s. Look into ${inbox}.`)
}

async function mailsTo(inbox: string, to: string): Promise<Mail[]> {
  const response = await fetch(`${inbox}/messages`)
  if (!response.ok) throw new Error(`The inbox could not be read (${response.status}).`)
  const { messages } = (await response.json()) as { readonly messages: Mail[] }
  return messages.filter((mail) => mail.to.includes(to))
}
