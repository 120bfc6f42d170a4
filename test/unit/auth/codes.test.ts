import { codeMail } from '../../../lambdas/auth/code-mail'
import { codeLife, mostAttempts, newCode, purposes, spokenCode } from '../../../lambdas/auth/codes'
import { mailCode } from '../../../lambdas/auth/mail-code'
import { codeIn } from '../../../local/account'
import { email, password, room, withAccount } from '../../support/auth-room'
import { recordingLog } from '../../support/in-memory'
import { aProblem, problemIn } from '../../support/request'

const newPassword = 'Another horse 2'
const refused = aProblem(400, 'invalid-code')

/** Ada has forgotten her password, and got a mail. */
async function forgotten() {
  const made = await withAccount()
  await made.post('forgot', { email })
  const code = made.lastCode()
  const reset = (changes: object = {}) => made.post('reset', { email, code, password: newPassword, ...changes })
  return { ...made, code, reset }
}

/** Another code than this one. */
function otherThan(code: string) {
  return code === '0000 0000' ? '0000 0001' : '0000 0000'
}

describe('a code', () => {
  it('has eight digits, each as likely as the others, and zeros in front', () => {
    const asked: number[] = []
    const draw = (value: number) =>
      newCode((below) => {
        asked.push(below)
        return value
      })
    expect([draw(0), draw(42), draw(99_999_999)]).toEqual(['00000000', '00000042', '99999999'])
    expect(asked).toEqual([10 ** 8, 10 ** 8, 10 ** 8])
    expect(spokenCode('00421234')).toBe('0042 1234')
  })

  it('is taken with or without its space', async () => {
    for (const written of [(code: string) => code.replace(' ', ''), (code: string) => ` ${code} `]) {
      const { reset, code } = await forgotten()
      expect((await reset({ code: written(code) })).status).toBe(204)
    }
  })

  it('works once', async () => {
    const { reset } = await forgotten()
    expect((await reset()).status).toBe(204)
    expect(problemIn(await reset())).toEqual(refused)
  })

  it('works once, however many use it at the same moment', async () => {
    const { reset } = await forgotten()
    const answers = await Promise.all(Array.from({ length: mostAttempts }, () => reset()))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(mostAttempts - 1).fill(400)])
  })

  it(`is dead after ${mostAttempts} wrong ones`, async () => {
    const { reset, code } = await forgotten()
    for (let tried = 0; tried < mostAttempts; tried++)
      expect(problemIn(await reset({ code: otherThan(code) }))).toEqual(refused)
    expect(problemIn(await reset())).toEqual(refused)
  })

  it(`works at the ${mostAttempts}th attempt`, async () => {
    const { reset, code } = await forgotten()
    for (let tried = 1; tried < mostAttempts; tried++) await reset({ code: otherThan(code) })
    expect((await reset()).status).toBe(204)
  })

  it('for a new password works for an hour', async () => {
    for (const [after, status] of [
      [codeLife.reset - 1, 204],
      [codeLife.reset, 400],
    ] as const) {
      const { reset, clock } = await forgotten()
      clock.now += after - 1000 // `forgot` itself took a second
      expect((await reset()).status).toBe(status)
    }
  })

  it('for a new account works for a day', async () => {
    for (const [after, status] of [
      [codeLife.confirm - 1, 204],
      [codeLife.confirm, 400],
    ] as const) {
      const { post, lastCode, clock } = room()
      await post('signup', { email, password })
      clock.now += after - 1000
      expect((await post('confirm', { email, code: lastCode() })).status).toBe(status)
    }
  })

  it('takes the place of the one before', async () => {
    const { post, lastCode } = room()
    await post('signup', { email, password })
    const first = lastCode()
    await post('resend', { email })
    expect(problemIn(await post('confirm', { email, code: first }))).toEqual(refused)
    expect((await post('confirm', { email, code: lastCode() })).status).toBe(204)
  })

  it('of one purpose does nothing for the other', async () => {
    const { post, lastCode } = room()
    await post('signup', { email, password })
    const confirm = lastCode()
    expect(problemIn(await post('reset', { email, code: confirm, password: newPassword }))).toEqual(refused)
    await post('forgot', { email })
    expect(problemIn(await post('confirm', { email, code: lastCode() }))).toEqual(refused)
    expect((await post('confirm', { email, code: confirm })).status).toBe(204)
  })

  it('of one account does nothing for another', async () => {
    const { post, code } = await forgotten()
    const other = 'bob@example.org'
    await post('signup', { email: other, password })
    await post('forgot', { email: other })
    expect(problemIn(await post('reset', { email: other, code, password: newPassword }))).toEqual(refused)
  })

  it('opens no other account that has got the address', async () => {
    const { post, reset, directory, owner } = await forgotten()
    await directory.remove(owner)
    await post('signup', { email, password: 'Correct horse 3' })
    expect(problemIn(await reset())).toEqual(refused)
    await post('login', { email, password: newPassword })
    expect((await post('login', { email, password: newPassword })).status).toBe(401)
  })

  it('is not used up by a password that is too weak', async () => {
    const { reset } = await forgotten()
    expect(problemIn(await reset({ password: 'weak' }))).toEqual(aProblem(400, 'invalid-request', ['password']))
    expect((await reset()).status).toBe(204)
  })

  it('is kept as a slow hash with a salt of its own', async () => {
    const { codes, code, clock, post, lastCode } = await forgotten()
    const kept = await codes.attempt(email, 'reset', clock.now)
    await post('forgot', { email })
    const next = await codes.attempt(email, 'reset', clock.now)
    expect(kept?.salt).toMatch(/^[\w-]{22}$/)
    expect(next?.salt).not.toBe(kept?.salt)
    for (const secret of [code, lastCode()])
      for (const form of [secret, secret.replace(' ', '')]) expect(JSON.stringify([kept, next])).not.toContain(form)
  })
})

describe('who gets a code', () => {
  it('is an account that waits to be confirmed, however often it asks', async () => {
    const { post, mails } = room()
    await post('signup', { email, password })
    await post('signup', { email, password: newPassword })
    await post('resend', { email })
    expect(mails.map(({ to }) => to)).toEqual([email, email, email])
  })

  it('is nobody who has no account, or a confirmed one to confirm', async () => {
    const { post, mails } = await withAccount()
    await post('signup', { email, password })
    await post('resend', { email })
    for (const verb of ['resend', 'forgot']) await post(verb, { email: 'nobody@example.org' })
    expect(mails).toHaveLength(1)
  })

  it('is who has forgotten the password of an account that was never confirmed: a new one confirms it', async () => {
    const { post, lastCode } = room()
    await post('signup', { email, password })
    await post('forgot', { email })
    expect((await post('reset', { email, code: lastCode(), password: newPassword })).status).toBe(204)
    expect((await post('login', { email, password: newPassword })).status).toBe(200)
    expect((await post('login', { email, password })).status).toBe(401)
  })

  it('is nobody who asked long ago, when mails could not be sent', async () => {
    const { mailing, mails, clock } = await withAccount()
    const log = recordingLog()
    const request = (askedAt: number) => JSON.stringify({ email, purpose: 'reset', askedAt })
    await mailCode({ ...mailing, log }, request(clock.now - codeLife.reset - 1))
    expect(mails).toHaveLength(1)
    expect(JSON.stringify(log.lines)).not.toContain(email)
    await mailCode(mailing, request(clock.now - codeLife.reset))
    expect(mails).toHaveLength(2)
  })

  it('gets another one when the mail could not be sent', async () => {
    const { mailing, clock, post, lastCode } = await withAccount()
    const request = JSON.stringify({ email, purpose: 'reset', askedAt: clock.now })
    const send = () => Promise.reject(new Error('SES did not take the mail'))
    await expect(mailCode({ ...mailing, send }, request)).rejects.toThrow('did not take')
    await mailCode(mailing, request)
    expect((await post('reset', { email, code: lastCode(), password: newPassword })).status).toBe(204)
  })
})

describe('the mail with a code', () => {
  it.each([
    ['confirm', '0042 1234: confirm your address at Audiolift', 'within a day'],
    ['reset', '0042 1234: set a new password at Audiolift', 'within an hour'],
  ] as const)(
    'to %s says what it is for, how long it works, and whom it does not concern',
    (purpose, subject, life) => {
      const mail = codeMail(purpose, email, '00421234')
      expect(mail).toMatchObject({ to: email, subject })
      for (const body of [mail.text, mail.html]) {
        expect(codeIn(body)).toBe('0042 1234')
        expect(body).toContain(`works once, ${life}`)
        expect(body).toContain('If you did not ask for it')
        expect(body).toContain('ignore this mail')
      }
      expect(mail.text).not.toMatch(/[<>]/)
    },
  )

  it('says how long the codes really live', () => {
    expect(purposes.map((purpose) => codeLife[purpose] / 3_600_000)).toEqual([24, 1])
  })
})
