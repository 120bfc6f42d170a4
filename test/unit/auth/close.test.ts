import { readClosing } from '../../../lambdas/auth/aws/closings'
import { type CloseDeps, removeAccount } from '../../../lambdas/auth/close'
import { keepCode } from '../../../lambdas/auth/codes'
import { hashOfToken } from '../../../lambdas/auth/program-token'
import { recordingLog } from '../../support/in-memory'
import { ada } from '../../support/jobs'
import { memoryAuth } from '../../support/memory-auth'

async function house() {
  const { directory, accounts, codes, now } = memoryAuth()
  await directory.signUp({ email: 'ada@example.org', password: 'Correct horse 1' })
  const owner = directory.ownerOf('ada@example.org') ?? ''
  await directory.confirm(owner)
  const code = await keepCode('12345678', { purpose: 'reset', owner, salt: new Uint8Array(16), now: now() })
  await codes.put('ada@example.org', 'reset', code)
  const { refresh_token } = await directory.login({ email: 'ada@example.org', password: 'Correct horse 1' })
  const token = { owner, id: '01a206a0-d831-743b-a4b6-be7c0c7dd6d8', name: 'ci', scopes: ['jobs:read'] as const }
  await accounts.addToken({ ...token, createdAt: 0, expiresAt: now() + 1000 }, hashOfToken('t'), now(), now())
  await accounts.close(owner, now())
  const told: object[] = []
  const announce = async (event: object) => void told.push(event)
  const deps: CloseDeps = { directory, accounts, codes, announce, log: recordingLog() }
  return { directory, accounts, codes, now, owner, refresh_token, told, deps }
}

describe('taking a closed account apart', () => {
  it('tells the other rooms, and leaves no session, token, code or user', async () => {
    const { directory, accounts, codes, now, owner, refresh_token, told, deps } = await house()
    await removeAccount(deps, { owner })
    expect(told).toEqual([{ owner }])
    expect(await accounts.tokens(owner)).toEqual([])
    expect(await codes.attempt('ada@example.org', 'reset', now())).toBe(undefined)
    expect(await directory.find(owner)).toBe(undefined)
    await expect(directory.refresh(refresh_token)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await accounts.standing({ owner })).closed).toBe(true)
  })

  it('frees the address for a new account, of another subject', async () => {
    const { directory, owner, deps } = await house()
    await removeAccount(deps, { owner })
    await directory.signUp({ email: 'ada@example.org', password: 'Correct horse 2' })
    expect(directory.ownerOf('ada@example.org')).not.toBe(owner)
  })

  it.each(['revokeAll', 'announce', 'removeTokens', 'remove'] as const)(
    'is begun again after a crash at %s, and then all is gone',
    async (step) => {
      const { directory, accounts, owner, told, deps } = await house()
      const crash = () => Promise.reject(new Error('crash'))
      const broken = {
        ...deps,
        directory: { ...directory, ...(step in directory && { [step]: crash }) },
        accounts: { ...accounts, ...(step in accounts && { [step]: crash }) },
        ...(step === 'announce' && { announce: crash }),
      }
      await expect(removeAccount(broken, { owner })).rejects.toThrow('crash')
      expect(await directory.find(owner)).toBeDefined()
      await removeAccount(deps, { owner })
      expect(told).toContainEqual({ owner })
      expect(await accounts.tokens(owner)).toEqual([])
      expect(await directory.find(owner)).toBe(undefined)
    },
  )
})

describe('the stream of the table', () => {
  const row = (closedAt?: number) => ({
    pk: { S: `USER#${ada}` },
    ...(closedAt !== undefined && { closedAt: { N: String(closedAt) } }),
  })
  const record = (sk: string, before: number | undefined, after: number | undefined) => ({
    dynamodb: { Keys: { pk: { S: `USER#${ada}` }, sk: { S: sk } }, OldImage: row(before), NewImage: row(after) },
  })

  it('tells of an account when it is closed, once', () => {
    expect(readClosing(record('ACCOUNT', undefined, 1))).toEqual({ owner: ada })
    expect(readClosing(record('ACCOUNT', 1, 1))).toBe(undefined)
    expect(readClosing(record('ACCOUNT', undefined, undefined))).toBe(undefined)
    expect(readClosing(record('TOKEN#1', undefined, 1))).toBe(undefined)
    expect(readClosing({ dynamodb: { Keys: record('ACCOUNT', 1, 1).dynamodb.Keys } })).toBe(undefined)
  })
})
