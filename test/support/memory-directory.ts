import type { Directory } from '../../lambdas/auth/app'
import type { Tokens } from '../../lambdas/auth/domain'
import { Problem } from '../../lambdas/shared/errors'

interface Account {
  readonly id: string
  password: string
  confirmed: boolean
  code: string
}

export interface MemoryDirectory extends Directory {
  /** Codes that were mailed, the latest last. */
  readonly mails: readonly { readonly to: string; readonly code: string }[]
}

/** The user pool without Cognito. Codes are `code-1`, `code-2`, …; each works once. */
export const memoryDirectory = (): MemoryDirectory => {
  const accounts = new Map<string, Account>()
  /** Refresh tokens, and the access tokens that came from each. */
  const sessions = new Map<string, { email: string; access: string[] }>()
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
    if (!account || account.code === '' || account.code !== code)
      throw new Problem('invalid-code', 'The code is wrong or has expired. Ask for a new one.')
    account.code = ''
    return account
  }

  const tokens = (refreshToken: string): Tokens => {
    const access = next('access')
    sessions.get(refreshToken)?.access.push(access)
    return { access_token: access, token_type: 'Bearer', expires_in: 900, refresh_token: refreshToken }
  }

  const ended = () => new Problem('unauthenticated', 'The session has ended: please sign in again.')

  return {
    mails,

    async signUp({ email, password }) {
      if (accounts.has(email)) return resend(email)
      const id = `00000000-0000-7000-d000-${String(accounts.size + 1).padStart(12, '0')}`
      accounts.set(email, { id, password, confirmed: false, code: mail(email) })
    },

    async confirm(email, code) {
      spend(email, code).confirmed = true
    },

    resend: async (email) => resend(email),

    async login({ email, password }) {
      const account = accounts.get(email)
      if (account?.password !== password)
        throw new Problem('wrong-credentials', 'The email address or the password is wrong.')
      if (!account.confirmed) throw new Problem('not-confirmed', 'Please confirm your email address first.')
      const refreshToken = next('refresh')
      sessions.set(refreshToken, { email, access: [] })
      return tokens(refreshToken)
    },

    async refresh(refreshToken) {
      if (!sessions.has(refreshToken)) throw ended()
      return tokens(refreshToken)
    },

    logout: async (refreshToken) => void sessions.delete(refreshToken),

    async forgot(email) {
      const account = accounts.get(email)
      if (account?.confirmed) account.code = mail(email)
    },

    async reset(email, code, password) {
      spend(email, code).password = password
    },

    async me(accessToken) {
      const session = [...sessions.values()].find(({ access }) => access.includes(accessToken))
      const account = session && accounts.get(session.email)
      if (!session || !account) throw ended()
      return { id: account.id, email: session.email }
    },
  }
}
