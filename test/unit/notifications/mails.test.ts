import { failedMail, readyMail, spokenDuration, spokenSize } from '../../../lambdas/notifications/domain'
import { audio, jobIn } from '../../support/jobs'

const to = 'ada@example.org'
const link = 'https://audiolift.test/v1/shares/token.secret'
const page = 'https://audiolift.test/?job=1&x=2'

describe('a duration as people say it', () => {
  it.each([
    [0, '1 s'],
    [0.4, '1 s'],
    [12.2, '12 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [3725, '1 h 2 min'],
    [86_400, '24 h'],
  ])('%p s → %s', (seconds, text) => {
    expect(spokenDuration(seconds)).toBe(text)
  })
})

describe('a size as people say it', () => {
  it.each([
    [0, '0.1 kB'],
    [1500, '1.5 kB'],
    [999_949, '1.0 MB'],
    [4_200_000, '4.2 MB'],
    [99_960_000, '100 MB'],
    [250_000_000, '250 MB'],
    [999_700_000, '1.0 GB'],
    [1_500_000_000, '1.5 GB'],
  ])('%i bytes → %s', (bytes, text) => {
    expect(spokenSize(bytes)).toBe(text)
  })
})

describe('the mail about audio that is ready', () => {
  const mail = readyMail(jobIn('done'), to, link, page)

  it('says what it is, where it is and until when, in text and in HTML', () => {
    expect(mail).toMatchObject({ to, subject: 'Your audio is ready: holiday.mp3' })
    for (const body of [mail.text, mail.html]) {
      expect(body).toContain('holiday.mp3')
      expect(body).toContain('3 min 20 s, 4.8 MB, MP3 192 kb/s')
      expect(body).toContain(link)
      expect(body).toContain('8 January 2026')
    }
  })

  it('keeps a file name a name: nothing in it becomes HTML', () => {
    const name = `<img src=x onerror=alert(1)>"'&.mp3`
    const { html, text, subject } = readyMail(jobIn('done', { audio: { ...audio, name } }), to, link, page)
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.mp3')
    expect(text).toContain(name)
    expect(subject).toContain(name)
  })

  it('escapes addresses in attributes', () => {
    expect(mail.html).toContain('href="https://audiolift.test/?job=1&amp;x=2"')
  })
})

describe('the mail about a failure', () => {
  const mail = failedMail(jobIn('failed', { name: '<b>holiday</b>.mp4' }), to, page)

  it('says which video and why', () => {
    expect(mail.subject).toBe('Your video could not be converted: <b>holiday</b>.mp4')
    for (const body of [mail.text, mail.html]) expect(body).toContain('The video has no sound.')
    expect(mail.text).toContain(page)
  })

  it('keeps the name a name', () => {
    expect(mail.html).toContain('&lt;b&gt;holiday&lt;/b&gt;.mp4')
  })
})
