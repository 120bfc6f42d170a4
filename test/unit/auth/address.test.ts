import { password, room, withAccount } from '../../support/auth-room'
import { aProblem, problemIn } from '../../support/request'

describe('an address', () => {
  it.each([' ada@example.org', 'ada@example.org\n', 'ADA@EXAMPLE.ORG'])('%j is ada@example.org', async (written) => {
    const { post } = await withAccount()
    expect((await post('login', { email: written, password })).status).toBe(200)
  })

  it.each([
    'ada@еxample.org', // a Cyrillic е
    'ａda@example.org',
    'ada＠example.org',
    'ada@example.org\u202e',
    'a\u0000da@example.org',
    'ada@exam\u200bple.org',
    'ADA@EXAMPLE.ORG\u0130',
    'ada@@example.org',
    'ada@example.org,eve@example.org',
    '"ada@example.org',
    'ada',
    '@example.org',
    `${'a'.repeat(243)}@example.org`,
  ])('%j is none', async (written) => {
    const { post, mails } = room()
    const answer = await post('signup', { email: written, password })
    expect(problemIn(answer)).toEqual(aProblem(400, 'invalid-request', ['email']))
    expect(mails).toEqual([])
  })
})
