import { type SESv2Client, SESv2ServiceException } from '@aws-sdk/client-sesv2'
import { sesSend } from '../../../lambdas/shared/aws/ses'

const mail = { to: 'ada@example.org', subject: 'Straße', text: 'plain', html: '<p>rich</p>' }

function sending(send: (command: { readonly input: object }) => Promise<object>) {
  return sesSend({ send } as unknown as SESv2Client, 'audiolift@example.com')(mail)
}

describe('a mail that goes to SES', () => {
  it('has a body as text and one as HTML', async () => {
    const sent: object[] = []
    await sending(async ({ input }) => {
      sent.push(input)
      return {}
    })
    const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
    expect(sent).toEqual([
      {
        FromEmailAddress: 'audiolift@example.com',
        Destination: { ToAddresses: ['ada@example.org'] },
        Content: {
          Simple: { Subject: content('Straße'), Body: { Text: content('plain'), Html: content('<p>rich</p>') } },
        },
      },
    ])
  })

  it('names no address where it is refused: the error is logged', async () => {
    const refusal = new SESv2ServiceException({
      name: 'MessageRejected',
      message: 'Email address is not verified: ada@example.org',
      $fault: 'client',
      $metadata: {},
    })
    const error = await sending(() => Promise.reject(refusal)).catch((reason: unknown) => reason)
    expect(error).toEqual(new Error('SES did not take the mail: MessageRejected'))
    expect(error).not.toHaveProperty('cause')
  })
})
