import {
  AdminGetUserCommand,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { NotifyDeps } from './notify'

/** The address is asked for when it is needed, so that a changed one counts, and only a verified one. */
export const cognitoAddressOf =
  (client: CognitoIdentityProviderClient, UserPoolId: string): NotifyDeps['addressOf'] =>
  async (owner) => {
    try {
      const { UserAttributes = [], UserStatus } = await client.send(
        new AdminGetUserCommand({ UserPoolId, Username: owner }),
      )
      const attributes = new Map(UserAttributes.map(({ Name, Value }) => [Name, Value]))
      return isVerified(UserStatus, attributes.get('email_verified')) ? attributes.get('email') : undefined
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined
      throw error
    }
  }

/**
 * Cognito notes `email_verified` when the mailed code is entered, and takes it back when the address changes. An emulator may
 * leave the note out, so a confirmed account counts unless the note says otherwise.
 */
const isVerified = (status: string | undefined, note: string | undefined): boolean =>
  status === 'CONFIRMED' && note !== 'false'

export const sesSend =
  (client: SESv2Client, sender: string): NotifyDeps['send'] =>
  async ({ to, subject, text, html }) => {
    const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } } },
      }),
    )
  }
