import { randomUUID } from 'node:crypto'
import { type KeptCode, mostAttempts } from '../../lambdas/auth/codes'
import type { CodeStore } from '../../lambdas/auth/ports'

const now = Date.parse('2027-01-15T08:00:00Z')

/** What every store of mailed codes must do. */
export function codesContract(open: () => Promise<CodeStore>): void {
  const email = () => `${randomUUID()}@example.org`
  const code = (): KeptCode => ({
    owner: randomUUID(),
    salt: 'salt',
    hash: randomUUID(),
    expiresAt: now + 60_000,
  })

  it('gives a code to its address and purpose alone', async () => {
    const [codes, ada, kept] = [await open(), email(), code()]
    expect(await codes.attempt(ada, 'reset', now)).toBe(undefined)
    await codes.put(ada, 'reset', kept)
    expect(await codes.attempt(ada, 'reset', now)).toEqual(kept)
    expect(await codes.attempt(ada, 'confirm', now)).toBe(undefined)
    expect(await codes.attempt(email(), 'reset', now)).toBe(undefined)
  })

  it('gives a code until it expires', async () => {
    const [codes, ada, kept] = [await open(), email(), code()]
    await codes.put(ada, 'reset', kept)
    expect(await codes.attempt(ada, 'reset', kept.expiresAt - 1)).toEqual(kept)
    expect(await codes.attempt(ada, 'reset', kept.expiresAt)).toBe(undefined)
  })

  it(`gives a code ${mostAttempts} times, however many ask at once`, async () => {
    const [codes, ada] = [await open(), email()]
    await codes.put(ada, 'confirm', code())
    const given = await Promise.all(Array.from({ length: 20 }, () => codes.attempt(ada, 'confirm', now)))
    expect(given.filter((one) => one !== undefined)).toHaveLength(mostAttempts)
    expect(await codes.attempt(ada, 'confirm', now)).toBe(undefined)
  })

  it('has one code of a purpose: the next takes its place, with attempts of its own', async () => {
    const [codes, ada, first, second] = [await open(), email(), code(), code()]
    await codes.put(ada, 'reset', first)
    for (let tried = 0; tried < mostAttempts; tried++) await codes.attempt(ada, 'reset', now)
    await codes.put(ada, 'reset', second)
    expect(await codes.attempt(ada, 'reset', now)).toEqual(second)
    expect(await codes.spend(ada, 'reset', first)).toBe(false)
    expect(await codes.attempt(ada, 'reset', now)).toEqual(second)
  })

  it('lets a code be spent once, however many try at once', async () => {
    const [codes, ada, kept] = [await open(), email(), code()]
    await codes.put(ada, 'reset', kept)
    const spent = await Promise.all(Array.from({ length: 10 }, () => codes.spend(ada, 'reset', kept)))
    expect(spent.filter((one) => one)).toHaveLength(1)
    expect(await codes.attempt(ada, 'reset', now)).toBe(undefined)
  })

  it('removes all codes of an address', async () => {
    const [codes, ada] = [await open(), email()]
    await codes.put(ada, 'reset', code())
    await codes.put(ada, 'confirm', code())
    await codes.remove(ada)
    await codes.remove(ada)
    expect(await codes.attempt(ada, 'reset', now)).toBe(undefined)
    expect(await codes.attempt(ada, 'confirm', now)).toBe(undefined)
  })
}
