import type { Tokens } from '../../lambdas/auth/domain'
import type { Directory } from '../../lambdas/auth/ports'
import { invalidCode, sessionOver, wrongCredentials, wrongPassword } from '../../lambdas/auth/refusals'

interface Account {
  readonly id: string
  password: string
  confirmed: boolean
}

interface Session {
  readonly email: string
  readonly id: string
  /** The refresh token it has now: it works once. */
  refreshToken: string
}

export interface MemoryDirectory extends Directory {
  /** The subject of an address, if it has an account. */
  ownerOf(email: string): string | undefined
}

/** The user pool without Cognito. A refresh token works once. */
export function memoryDirectory(): MemoryDirectory {
  const accounts = new Map<string, Account>()
  const sessions = new Map<string, Session>()
  let counter = 0
  const next = (word: string) => `${word}-${++counter}`

  const renew = (refreshToken: string): Session => {
    const session = sessions.get(refreshToken)
    if (!session) throw sessionOver()
    sessions.delete(refreshToken)
    session.refreshToken = next('refresh')
    sessions.set(session.refreshToken, session)
    return session
  }

  const tokensOf = (session: Session): Tokens => ({
    access_token: `${next('access')}.${session.id}`,
    token_type: 'Bearer',
    expires_in: 900,
    refresh_token: session.refreshToken,
  })

  const byId = (owner: string) => [...accounts].find(([, { id }]) => id === owner)

  /** @throws Problem `invalid-code` when it is gone */
  const living = (owner: string): Account => {
    const [, account] = byId(owner) ?? []
    if (!account) throw invalidCode()
    return account
  }

  const revokeAll = (owner: string): void => {
    const [email] = byId(owner) ?? []
    for (const [token, session] of sessions) if (session.email === email) sessions.delete(token)
  }

  return {
    ownerOf: (email) => accounts.get(email)?.id,

    async signUp({ email, password }) {
      if (accounts.has(email)) return
      const id = `00000000-0000-7000-d000-${String(++counter).padStart(12, '0')}`
      accounts.set(email, { id, password, confirmed: false })
    },

    async confirm(owner) {
      living(owner).confirmed = true
    },

    async login({ email, password }) {
      const account = accounts.get(email)
      if (account?.password !== password || !account.confirmed) throw wrongCredentials()
      const session = { email, id: next('session'), refreshToken: next('refresh') }
      sessions.set(session.refreshToken, session)
      return tokensOf(session)
    },

    refresh: async (refreshToken) => tokensOf(renew(refreshToken)),

    async sessionOf(refreshToken) {
      if (!sessions.has(refreshToken)) return undefined
      const { id, email, refreshToken: renewed } = renew(refreshToken)
      return { owner: accounts.get(email)?.id ?? '', session: id, refreshToken: renewed, expiresAt: 1_800_000_900 }
    },

    revoke: async (refreshToken) => void sessions.delete(refreshToken),
    revokeAll: async (owner) => revokeAll(owner),

    async reset(owner, password) {
      Object.assign(living(owner), { password, confirmed: true })
    },

    async changePassword(accessToken, password, newPassword) {
      const session = [...sessions.values()].find(({ id }) => accessToken.endsWith(`.${id}`))
      const account = session && accounts.get(session.email)
      if (account?.password !== password) throw wrongPassword()
      account.password = newPassword
    },

    async find(who) {
      const [email, account] = [...accounts].find(([email, { id }]) => id === who || email === who) ?? []
      if (email === undefined || !account) return undefined
      return { id: account.id, email, confirmed: account.confirmed }
    },

    async remove(owner) {
      revokeAll(owner)
      const [email] = byId(owner) ?? []
      if (email !== undefined) accounts.delete(email)
    },
  }
}
