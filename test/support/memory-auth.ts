import { randomBytes, randomInt } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { type KeptCode, mostAttempts, purposes } from '../../lambdas/auth/codes'
import type { AuthDeps } from '../../lambdas/auth/deps'
import { mostTokens, type ProgramToken } from '../../lambdas/auth/domain'
import { type MailCodeDeps, mailCode } from '../../lambdas/auth/mail-code'
import type { AccountStore, CodeStore, EndedSession } from '../../lambdas/auth/ports'
import { accountClosed, sessionOver, tooManyTokens } from '../../lambdas/auth/refusals'
import type { AttemptCounter } from '../../lambdas/auth/throttle'
import type { Log } from '../../lambdas/shared/log'
import type { Mail } from '../../lambdas/shared/mail'
import { silentLog } from './in-memory'
import { memoryDirectory } from './memory-directory'

/** The auth room's table without DynamoDB. */
export function memoryAccountStore(): AccountStore {
  const closed = new Set<string>()
  const endedBefore = new Map<string, number>()
  const ended = new Set<string>()
  const tokens = new Map<string, ProgramToken>()
  const names = ({ owner, session, signedInAt }: EndedSession) =>
    [`${owner} ${session}`, `${owner} since ${signedInAt}`].slice(0, signedInAt === undefined ? 1 : 2)
  const of = (owner: string) => [...tokens].filter(([, token]) => token.owner === owner)

  return {
    standing: async (ref) => ({
      closed: closed.has(ref.owner),
      endedBefore: endedBefore.get(ref.owner) ?? 0,
      ended: 'session' in ref && names(ref).some((name) => ended.has(name)),
    }),
    endSession: async (ref) => {
      for (const name of names(ref)) ended.add(name)
    },
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

export function memoryAttempts(): AttemptCounter {
  const counts = new Map<string, number>()
  return {
    async count(key, window) {
      const id = `${key} ${window}`
      counts.set(id, (counts.get(id) ?? 0) + 1)
      return counts.get(id) ?? 0
    },
  }
}

export function memoryCodes(): CodeStore {
  const codes = new Map<string, { readonly code: KeptCode; attempts: number }>()
  return {
    put: async (email, purpose, code) => void codes.set(`${email} ${purpose}`, { code, attempts: 0 }),
    async attempt(email, purpose, now) {
      const kept = codes.get(`${email} ${purpose}`)
      if (!kept || kept.code.expiresAt <= now || kept.attempts >= mostAttempts) return undefined
      kept.attempts++
      return kept.code
    },
    async spend(email, purpose, { hash }) {
      const key = `${email} ${purpose}`
      return codes.get(key)?.code.hash === hash && codes.delete(key)
    },
    async remove(email) {
      for (const purpose of purposes) codes.delete(`${email} ${purpose}`)
    },
  }
}

/** The deps of the auth room, in memory, at 2027-01-15T08:00:00Z. A code that is asked for is mailed at once. */
export function memoryAuth(log: Log = silentLog) {
  const clock = { now: 1_800_000_000_000 }
  const now = () => clock.now
  const [directory, codes] = [memoryDirectory(), memoryCodes()]
  /** The latest last. */
  const mails: Mail[] = []
  const mailing: MailCodeDeps = {
    directory,
    codes,
    send: async (mail) => void mails.push(mail),
    randomInt: (below) => randomInt(below),
    randomBytes,
    now,
    log,
  }
  return {
    directory,
    accounts: memoryAccountStore(),
    codes,
    mails,
    mailing,
    askForCode: (request) => mailCode(mailing, JSON.stringify(request)),
    attempts: memoryAttempts(),
    edgeKey: 'edge-key',
    clientFactor: 1,
    answerAfter: 1000,
    clock,
    now,
    pause: async (milliseconds: number) => {
      clock.now += milliseconds
    },
    newId: () => newId(),
    randomBytes,
    log,
  } satisfies AuthDeps & Record<'clock' | 'mails' | 'mailing', object>
}
