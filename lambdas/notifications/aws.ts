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
      const { UserAttributes = [] } = await client.send(new AdminGetUserCommand({ UserPoolId, Username: owner }))
      const attribute = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value
      return attribute('email_verified') === 'true' ? attribute('email') : undefined
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined
      throw error
    }
  }

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
