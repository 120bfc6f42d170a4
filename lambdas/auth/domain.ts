import * as z from 'zod'
import { leastPasswordLength, longestTokenName } from '../../protocol/limits'
import { hasHiddenCharacters } from '../../protocol/text'
import { coded } from '../shared/errors'
import { everyScope, type Scope } from '../shared/scopes'

const email = z
  .string('Give an email address.')
  .trim()
  .pipe(z.email('Give an email address.').max(254, 'An email address may have 254 characters at most.'))
  .transform((value) => value.toLowerCase())
  .meta({ example: 'ada@example.org' })
const password = z
  .string('Give a password.')
  .min(1, 'Give a password.')
  .max(256, 'A password may have 256 characters at most.')
/** The rules of the user pool (lib/auth/auth-stack.ts), which also refuses spaces at the ends. */
export const weakPassword = `The password needs at least ${leastPasswordLength} characters, with upper and lower case letters and a digit, and no space at either end.`
const newPassword = password.refine(
  (value) =>
    value.length >= leastPasswordLength &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /[0-9]/.test(value) &&
    value === value.trim(),
  coded('weak-password', weakPassword),
)
const code = z
  .string('Give the code from the mail.')
  .trim()
  .min(1, 'Give the code from the mail.')
  .max(20)
  // As it is read in the mail, or without the space.
  .transform((value) => value.replace(/\s/g, ''))
  .meta({ example: '1234 5678' })
const refresh_token = z.string('Give the refresh token.').min(1, 'Give the refresh token.').max(8192)

export const Credentials = z.strictObject({ email, password }).meta({ id: 'Credentials' })
export type Credentials = z.infer<typeof Credentials>
export const NewAccount = z.strictObject({ email, password: newPassword }).meta({ id: 'NewAccount' })
export const Confirmation = z.strictObject({ email, code }).meta({ id: 'Confirmation' })
export const Address = z.strictObject({ email }).meta({ id: 'Address' })
export const NewPassword = z.strictObject({ email, code, password: newPassword }).meta({ id: 'NewPassword' })
export const PasswordChange = z.strictObject({ password, newPassword }).meta({ id: 'PasswordChange' })
/** The page leaves the refresh token out: it is in its cookie. */
const optionalToken = refresh_token.optional().meta({ description: 'Left out where it is in the cookie' })
export const RefreshToken = z.strictObject({ refresh_token: optionalToken }).meta({ id: 'RefreshToken' })
export const Logout = z
  .strictObject({
    refresh_token: optionalToken,
    everywhere: z.boolean().default(false).meta({ description: 'End all sessions of the account, not only this one' }),
  })
  .meta({ id: 'Logout' })

/** The answer to sign-up, resend and forgot: the same whether or not there is such an account. */
export const MailSent = z.object({ status: z.literal('mail-sent') }).meta({ id: 'MailSent' })

/** RFC 6749, section 5.1. */
export const Tokens = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds' }),
    refresh_token: z.string().optional().meta({ description: 'Left out where it goes into the cookie' }),
  })
  .meta({ id: 'Tokens' })
export type Tokens = Required<z.infer<typeof Tokens>>

export const Me = z.object({ id: z.guid(), email: z.email() }).meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/** Days that a token for programs may live, and those it lives when nobody says. */
const longestLife = 366
const usualLife = 90
/** Tokens that one account may have. */
export const mostTokens = 20

/** What a token for programs can be good for: everything but the account itself. */
const programScopes = everyScope.filter((scope): scope is Exclude<Scope, 'account'> => scope !== 'account')
const unknownScope = `Must be one of ${programScopes.join(', ')}.`

export const NewProgramToken = z
  .strictObject({
    name: z
      .string('Give the token a name.')
      .trim()
      .min(1, 'Give the token a name.')
      .max(longestTokenName, `A name may have ${longestTokenName} characters at most.`)
      .refine((name) => !hasHiddenCharacters(name), coded('malformed', 'A name must not contain control characters.')),
    scopes: z
      .array(z.enum(programScopes, unknownScope), 'Say what the token may be used for.')
      .min(1, 'Say what the token may be used for.')
      .refine((list) => new Set(list).size === list.length, coded('repeated', 'Name each scope only once.')),
    expiresInDays: z
      .int('Give a number of days.')
      .min(1, 'A token is valid for at least one day.')
      .max(longestLife, `A token is valid for ${longestLife} days at most.`)
      .default(usualLife),
  })
  .meta({ id: 'NewProgramToken' })

/** A token for programs, as it is kept. Times in milliseconds since the epoch. */
export interface ProgramToken {
  readonly owner: string
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly lastUsedAt?: number | undefined
}

/** What a new token is. @param now milliseconds */
export function programToken(
  owner: string,
  id: string,
  { name, scopes, expiresInDays }: z.infer<typeof NewProgramToken>,
  now: number,
): ProgramToken {
  return { owner, id, name, scopes, createdAt: now, expiresAt: now + expiresInDays * 24 * 60 * 60 * 1000 }
}

export const ProgramTokenView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.enum(programScopes)),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional().meta({ description: 'To the minute; absent until it is used' }),
  })
  .meta({ id: 'ProgramToken' })
export const IssuedProgramToken = ProgramTokenView.extend({
  token: z.string().meta({ description: 'Shown this once', example: 'alft_…' }),
}).meta({ id: 'IssuedProgramToken' })
export const ProgramTokenList = z.object({ tokens: z.array(ProgramTokenView) }).meta({ id: 'ProgramTokenList' })

export function viewOfToken({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: ProgramToken) {
  return {
    id,
    name,
    scopes,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    ...(lastUsedAt !== undefined && { lastUsedAt: new Date(lastUsedAt).toISOString() }),
  }
}

/** The credentials of an `Authorization: Basic` header (RFC 7617: UTF-8, and the first colon parts the two), or undefined. */
export function basicCredentials(
  header: string | undefined,
): { readonly email: string; readonly password: string } | undefined {
  const encoded = /^basic +([\w+/=-]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [, email, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return email === undefined || password === undefined ? undefined : { email, password }
}

/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1; the scheme's case does not matter), or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1]
}
