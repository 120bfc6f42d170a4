import { codeIn } from '../../../local/account'
import { linkIn } from '../../../local/convert'
import { inboxRoutes, mailsIn } from '../../../local/inbox'

function raw(MessageId: string, Timestamp: number) {
  return {
    MessageId,
    Source: 'audiolift@example.com',
    To: ['ada@example.com'],
    Subject: 'Ready',
    BodyText: 'words',
    BodyHtml: null,
    Timestamp,
  }
}

describe('mailsIn', () => {
  it('puts the mails of all accounts together, newest first', () => {
    const body = { messages: { '000000000000': [raw('a', 1), raw('c', 3)], '111111111111': [raw('b', 2)] } }
    expect(mailsIn(body).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })

  it('puts the later of two from the same moment first', () =>
    expect(mailsIn({ messages: { x: [raw('a', 1), raw('b', 1)] } }).map(({ id }) => id)).toEqual(['b', 'a']))

  it('gives a mail without HTML an empty one', () =>
    expect(mailsIn({ messages: { x: [raw('a', 1)] } })[0]).toEqual({
      id: 'a',
      from: 'audiolift@example.com',
      to: ['ada@example.com'],
      subject: 'Ready',
      text: 'words',
      html: '',
      sentAt: '1970-01-01T00:00:01.000Z',
    }))

  it.each([[null], [{}], [{ messages: [] }], [{ messages: { x: 'y' } }]])('finds no mail in %j', (body) =>
    expect(mailsIn(body)).toEqual([]),
  )
})

describe('the inbox', () => {
  const inbox = inboxRoutes('http://127.0.0.1:9')

  it('is a page that may run its own scripts only', async () => {
    const response = await inbox.request('/')
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/)
  })

  it('says so when the local cloud does not answer', async () => {
    const response = await inbox.request('/messages')
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ status: 502, detail: expect.stringContaining('did not answer') })
  })
})

describe('codeIn', () => {
  it('finds eight digits in two halves', () => expect(codeIn('This is the code:\n\n0421 3705\n')).toBe('0421 3705'))
  it('takes no longer number for one', () => expect(codeIn('Order 11234 56780')).toBeUndefined())
})

describe('linkIn', () => {
  const text = 'Download it: http://127.0.0.1:8080/v1/shares/abc.def-_1\n\nAll: http://127.0.0.1:8080/?job=j1'
  it('finds the share link of this job’s mail', () =>
    expect(linkIn({ text }, 'j1')).toBe('http://127.0.0.1:8080/v1/shares/abc.def-_1'))
  it('leaves the mail of another job alone', () => expect(linkIn({ text }, 'j2')).toBeUndefined())
})
