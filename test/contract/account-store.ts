import { randomUUID } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { mostTokens, type ProgramToken } from '../../lambdas/auth/domain'
import type { AccountStore } from '../../lambdas/auth/ports'
import type { AttemptCounter } from '../../lambdas/auth/throttle'

const now = Date.parse('2027-01-15T08:00:00Z')
const second = now / 1000

/** What every table of the auth room must do. */
export function accountStoreContract(open: () => Promise<AccountStore>): void {
  const room = async () => {
    const accounts = await open()
    const owner = randomUUID()
    const token = (changes: Partial<ProgramToken> = {}): ProgramToken => ({
      owner,
      id: newId(),
      name: 'Nightly “build”',
      scopes: ['jobs:read', 'webhooks'],
      createdAt: now,
      expiresAt: now + 60_000,
      ...changes,
    })
    const add = async (changes: Partial<ProgramToken> = {}, at = now) => {
      const [made, hash] = [token(changes), randomUUID()]
      await accounts.addToken(made, hash, second, at)
      return { made, hash }
    }
    return { accounts, owner, token, add }
  }
  const nothing = { closed: false, endedBefore: 0, ended: false }

  describe('what was revoked', () => {
    it('is nothing at first', async () => {
      const { accounts, owner } = await room()
      expect(await accounts.standing({ owner, session: 's' })).toEqual(nothing)
      expect(await accounts.standing({ owner })).toEqual(nothing)
    })

    it('is one session, or all before a second, of one owner', async () => {
      const { accounts, owner } = await room()
      await accounts.endSession({ owner, session: 's' }, second + 900)
      await accounts.endSession({ owner, session: 's' }, second + 900)
      expect(await accounts.standing({ owner, session: 's' })).toEqual({ ...nothing, ended: true })
      expect(await accounts.standing({ owner, session: 'other' })).toEqual(nothing)
      await accounts.endSessionsBefore(owner, second)
      expect(await accounts.standing({ owner, session: 'other' })).toEqual({ ...nothing, endedBefore: second })
      expect(await accounts.standing({ owner: randomUUID(), session: 's' })).toEqual(nothing)
    })

    it('is a session by the second of its sign-in, too, whatever id its other tokens have', async () => {
      const { accounts, owner } = await room()
      await accounts.endSession({ owner, session: 'rotated', signedInAt: second }, second + 900)
      expect(await accounts.standing({ owner, session: 'first', signedInAt: second })).toMatchObject({ ended: true })
      expect(await accounts.standing({ owner, session: 'rotated' })).toMatchObject({ ended: true })
      expect(await accounts.standing({ owner, session: 'another', signedInAt: second + 1 })).toEqual(nothing)
    })

    it('is everything when the account is closed, which may be said twice', async () => {
      const { accounts, owner } = await room()
      await accounts.close(owner, now)
      await accounts.close(owner, now + 1)
      expect(await accounts.standing({ owner })).toEqual({ ...nothing, closed: true })
    })
  })

  describe('a token', () => {
    it('is found by its hash, and in its owner’s list, newest first', async () => {
      const { accounts, owner, add } = await room()
      const [first, last] = [await add(), await add({ name: 'Another' })]
      expect(await accounts.findToken(first.hash)).toEqual(first.made)
      expect(await accounts.findToken('unknown')).toBe(undefined)
      expect(await accounts.tokens(owner)).toEqual([last.made, first.made])
      expect(await accounts.tokens(randomUUID())).toEqual([])
    })

    it('is gone once removed, by its owner only', async () => {
      const { accounts, owner, add } = await room()
      const { made, hash } = await add()
      expect(await accounts.removeToken(randomUUID(), made.id)).toBe(false)
      expect(await accounts.findToken(hash)).toEqual(made)
      expect(await accounts.removeToken(owner, made.id)).toBe(true)
      expect(await accounts.findToken(hash)).toBe(undefined)
      expect(await accounts.removeToken(owner, made.id)).toBe(false)
    })

    it('goes with all others of its owner', async () => {
      const { accounts, owner, add } = await room()
      const { hash } = await add()
      await add()
      await accounts.removeTokens(owner)
      expect([await accounts.tokens(owner), await accounts.findToken(hash)]).toEqual([[], undefined])
    })

    it('remembers its last use, to the minute, and is not brought back by it', async () => {
      const { accounts, owner, add } = await room()
      const { made } = await add()
      await accounts.touchToken(made, now + 61_000)
      await accounts.touchToken(made, now + 62_000)
      expect(await accounts.tokens(owner)).toEqual([{ ...made, lastUsedAt: now + 60_000 }])
      await accounts.removeToken(owner, made.id)
      await accounts.touchToken(made, now + 200_000)
      expect(await accounts.tokens(owner)).toEqual([])
    })

    it('makes room for others when it has expired', async () => {
      const { accounts, owner, add } = await room()
      const { hash } = await add()
      const { made } = await add({ expiresAt: now + 999_999 }, now + 60_000)
      expect(await accounts.tokens(owner)).toEqual([made])
      expect(await accounts.findToken(hash)).toBe(undefined)
    })

    it('is not made for a closed account, nor by a session that was ended', async () => {
      const { accounts, owner, token } = await room()
      await accounts.endSessionsBefore(owner, second + 1)
      const late = accounts.addToken(token(), randomUUID(), second, now)
      await expect(late).rejects.toMatchObject({ code: 'unauthenticated' })
      const made = token()
      await accounts.addToken(made, randomUUID(), second + 1, now)
      expect(await accounts.tokens(owner)).toEqual([made])
      await accounts.close(owner, now)
      const after = accounts.addToken(token(), randomUUID(), second + 1, now)
      await expect(after).rejects.toMatchObject({ code: 'unauthenticated' })
      // What was there before may be gone by now: in the cloud, a closed account is taken apart at once.
      expect((await accounts.tokens(owner)).filter(({ id }) => id !== made.id)).toEqual([])
    })

    it('is one of twenty, however many are asked for at once', async () => {
      const { accounts, owner, add } = await room()
      for (let made = 0; made < mostTokens - 3; made++) await add()
      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => add()))
      expect(await accounts.tokens(owner)).toHaveLength(mostTokens)
      const refused = outcomes.filter(({ status }) => status === 'rejected')
      expect(refused).toHaveLength(3)
      for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'too-many-tokens' } })
    })
  })
}

/** What every counter of attempts must do. */
export function attemptsContract(open: () => Promise<AttemptCounter>): void {
  it('gives each of many attempts at once a number of its own', async () => {
    const attempts = await open()
    const key = randomUUID()
    const counts = await Promise.all(Array.from({ length: 20 }, () => attempts.count(key, 1, second)))
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, place) => place + 1))
    expect(await attempts.count(key, 2, second)).toBe(1)
    expect(await attempts.count(randomUUID(), 1, second)).toBe(1)
  })
}
