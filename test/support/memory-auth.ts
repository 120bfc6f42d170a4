import { randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import type { AuthDeps } from '../../lambdas/auth/deps'
import { mostTokens, type ProgramToken } from '../../lambdas/auth/domain'
import type { AccountStore } from '../../lambdas/auth/ports'
import { accountClosed, sessionOver, tooManyTokens } from '../../lambdas/auth/refusals'
import type { AttemptCounter } from '../../lambdas/auth/throttle'
import { silentLog } from './in-memory'
import { memoryDirectory } from './memory-directory'

/** The auth room's table without DynamoDB. */
export const memoryAccountStore = (): AccountStore => {
  const closed = new Set<string>()
  const endedBefore = new Map<string, number>()
  const ended = new Set<string>()
  const tokens = new Map<string, ProgramToken>()
  const of = (owner: string) => [...tokens].filter(([, token]) => token.owner === owner)

  return {
    standing: async (ref) => ({
      closed: closed.has(ref.owner),
      endedBefore: endedBefore.get(ref.owner) ?? 0,
      ended: 'session' in ref && ended.has(`${ref.owner} ${ref.session}`),
    }),
    endSession: async ({ owner, session }) => void ended.add(`${owner} ${session}`),
    endSessionsBefore: async (owner, second) => void endedBefore.set(owner, second),
    close: async (owner) => void closed.add(owner),

    async addToken(token, hash, signedInAt, now) {
      if (closed.has(token.owner)) throw accountClosed()
      if (signedInAt < (endedBefore.get(token.owner) ?? 0)) throw sessionOver()
      for (const [key, { expiresAt }] of of(token.owner)) if (expiresAt <= now) tokens.delete(key)
      if (of(token.owner).length >= mostTokens) throw tooManyTokens(mostTokens)
      tokens.set(hash, token)
    },
    tokens: async (owner) =>
      of(owner)
        .map(([, token]) => token)
        .sort((a, b) => (a.id < b.id ? 1 : -1)),
    async removeToken(owner, id) {
      const [found] = of(owner).find(([, token]) => token.id === id) ?? []
      return found !== undefined && tokens.delete(found)
    },
    async removeTokens(owner) {
      for (const [hash] of of(owner)) tokens.delete(hash)
    },
    findToken: async (hash) => tokens.get(hash),
    async touchToken({ owner, id }, now) {
      const [hash, token] = of(owner).find(([, one]) => one.id === id) ?? []
      if (hash && token) tokens.set(hash, { ...token, lastUsedAt: Math.floor(now / 60_000) * 60_000 })
    },
  }
}

export const memoryAttempts = (): AttemptCounter => {
  const counts = new Map<string, number>()
  return {
    async count(key, window) {
      const id = `${key} ${window}`
      counts.set(id, (counts.get(id) ?? 0) + 1)
      return counts.get(id) ?? 0
    },
  }
}

/** The deps of the auth room's app, in memory, at 2027-01-15T08:00:00Z. */
export const memoryAuth = () => {
  const clock = { now: 1_800_000_000_000 }
  return {
    directory: memoryDirectory(),
    accounts: memoryAccountStore(),
    attempts: memoryAttempts(),
    edgeKey: 'edge-key',
    clientFactor: 1,
    answerAfter: 1000,
    clock,
    now: () => clock.now,
    pause: async (milliseconds: number) => {
      clock.now += milliseconds
    },
    newId: () => newId(),
    randomBytes,
    log: silentLog,
  } satisfies AuthDeps & { clock: { now: number } }
}
