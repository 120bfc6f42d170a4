import { type Client, type Credentials, ProblemError } from '../client/api/client'
import type { Addresses } from './addresses'
import { waitForMail } from './mailbox'
import type { Steps } from './steps'

/** The account of the demonstration. It exists only on this machine, so its password is not a secret. */
export const demoAccount: Credentials = { email: 'demo@example.com', password: 'Audiolift-demo-1' }

/** Signs in; where there is no such account yet, signs up first, and confirms with the code from the mail. */
export async function signIn(
  client: Client,
  account: Credentials,
  { inbox }: Pick<Addresses, 'inbox'>,
  steps: Steps,
): Promise<void> {
  const refusal = await client.login(account).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (refusal === undefined) return steps.note(`Signed in as ${account.email}, the account of an earlier start`)
  if (!(refusal instanceof ProblemError) || refusal.status >= 500) throw refusal
  const asked = new Date()
  await steps.step(
    'Sign up',
    () => client.signUp(account),
    () => account.email,
  )
  const code = await steps.step(
    'Confirmation mail',
    () => waitForMail(inbox, account.email, asked, ({ text }) => codeIn(text)),
    (found) => `code ${found}`,
  )
  await steps.step('Confirm', () => client.confirm({ email: account.email, code }))
  await steps.step('Log in', () => client.login(account))
}

/** The code in a mail: eight digits, in two halves. */
export function codeIn(text: string): string | undefined {
  return /\b\d{4} \d{4}\b/.exec(text)?.[0]
}
