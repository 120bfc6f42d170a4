import { type SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { Mail } from '../mail'

/** Sends mails from one address, a verified SES identity. */
export function sesSend(client: SESv2Client, sender: string) {
  return async ({ to, subject, text, html }: Mail): Promise<void> => {
    const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
    try {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: sender,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } } },
        }),
      )
    } catch (error) {
      // SES's own words may name the address, and errors are logged.
      throw error instanceof SESv2ServiceException ? new Error(`SES did not take the mail: ${error.name}`) : error
    }
  }
}
