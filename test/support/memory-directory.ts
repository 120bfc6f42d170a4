import type { Tokens } from '../../lambdas/auth/domain'
import type { Directory } from '../../lambdas/auth/ports'
import { invalidCode, sessionOver, wrongCredentials, wrongPassword } from '../../lambdas/auth/refusals'

interface Account {
  readonly id: string
  password: string
  confirmed: boolean
  code: string
}

interface Session {
  readonly email: string
  readonly id: string
  /** The refresh token it has now: it works once. */
  refreshToken: string
}

export interface MemoryDirectory extends Directory {
  /** Codes that were mailed, the latest last. */
  readonly mails: readonly { readonly to: string; readonly code: string }[]
  /** The subject of an address, if it has an account. */
  ownerOf(email: string): string | undefined
}

/** The user pool without Cognito. Codes are `code-1`, `code-2`, …; each works once, and so does a refresh token. */
export const memoryDirectory = (): MemoryDirectory => {
  const accounts = new Map<string, Account>()
  const sessions = new Map<string, Session>()
  const mails: { to: string; code: string }[] = []
  let counter = 0
  const next = (word: string) => `${word}-${++counter}`

  const mail = (email: string): string => {
    const code = `code-${mails.length + 1}`
    mails.push({ to: email, code })
    return code
  }

  const resend = (email: string): void => {
    const account = accounts.get(email)
    if (account && !account.confirmed) account.code = mail(email)
  }

  const spend = (email: string, code: string): Account => {
    const account = accounts.get(email)
    if (!account || account.code === '' || account.code !== code) throw invalidCode()
    account.code = ''
    return account
  }

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

  const revokeAll = (owner: string): void => {
    const [email] = byId(owner) ?? []
    for (const [token, session] of sessions) if (session.email === email) sessions.delete(token)
  }

  return {
    mails,
    ownerOf: (email) => accounts.get(email)?.id,

    async signUp({ email, password }) {
      if (accounts.has(email)) return resend(email)
      const id = `00000000-0000-7000-d000-${String(++counter).padStart(12, '0')}`
      accounts.set(email, { id, password, confirmed: false, code: mail(email) })
    },

    async confirm(email, code) {
      spend(email, code).confirmed = true
    },

    resend: async (email) => resend(email),

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

    async forgot(email) {
      const account = accounts.get(email)
      if (account?.confirmed) account.code = mail(email)
    },

    async reset(email, code, password) {
      const account = spend(email, code)
      account.password = password
      return account.id
    },

    async changePassword(accessToken, password, newPassword) {
      const session = [...sessions.values()].find(({ id }) => accessToken.endsWith(`.${id}`))
      const account = session && accounts.get(session.email)
      if (account?.password !== password) throw wrongPassword()
      account.password = newPassword
    },

    async find(owner) {
      const [email] = byId(owner) ?? []
      return email === undefined ? undefined : { id: owner, email }
    },

    async remove(owner) {
      revokeAll(owner)
      const [email] = byId(owner) ?? []
      if (email !== undefined) accounts.delete(email)
    },
  }
}
