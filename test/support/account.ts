import type { Client, Credentials } from '../../client/api/client'
import type { Purpose } from '../../lambdas/auth/codes'
import { codeIn } from '../../local/account'
import { waitForMail } from '../../local/mailbox'

const subjects: Readonly<Record<Purpose, RegExp>> = { confirm: /: confirm your address/, reset: /: set a new password/ }

/**
 * The code that the local cloud mails to an address, as soon as it is there.
 *
 * @param inbox where the mails are
 * @param before a code that was mailed earlier, where another one is waited for
 */
export function mailedCode(inbox: string, email: string, purpose: Purpose, before?: string): Promise<string> {
  return waitForMail(inbox, email, new Date(0), ({ subject, text }) => {
    const code = subjects[purpose].test(subject) ? codeIn(text) : undefined
    return code === before ? undefined : code
  })
}

/** Signs up at the local cloud, and confirms with the code from the mail. */
export async function openAccount(client: Client, inbox: string, { email, password }: Credentials): Promise<void> {
  await client.signUp({ email, password })
  await client.confirm({ email, code: await mailedCode(inbox, email, 'confirm') })
}
