import * as z from 'zod'

const email = z
  .email('Give an email address.')
  .max(254)
  .transform((value) => value.toLowerCase())
  .meta({ example: 'ada@example.org' })
const password = z
  .string('Give a password.')
  .min(1, 'Give a password.')
  .max(256, 'A password may have 256 characters at most.')
/** The rules of the user pool (lib/auth/auth-stack.ts), which also refuses spaces at the ends. */
export const weakPassword =
  'The password needs at least 12 characters, with upper and lower case letters and a digit, and no space at either end.'
const newPassword = password.refine(
  (value) =>
    value.length >= 12 && /[a-z]/.test(value) && /[A-Z]/.test(value) && /[0-9]/.test(value) && value === value.trim(),
  weakPassword,
)
const code = z
  .string('Give the code from the mail.')
  .trim()
  .min(1, 'Give the code from the mail.')
  .max(20)
  .meta({ example: '123456' })
const refresh_token = z.string('Give the refresh token.').min(1, 'Give the refresh token.').max(8192)

export const Credentials = z.strictObject({ email, password }).meta({ id: 'Credentials' })
export type Credentials = z.infer<typeof Credentials>
export const NewAccount = z.strictObject({ email, password: newPassword }).meta({ id: 'NewAccount' })
export const Confirmation = z.strictObject({ email, code }).meta({ id: 'Confirmation' })
export const Address = z.strictObject({ email }).meta({ id: 'Address' })
export const NewPassword = z.strictObject({ email, code, password: newPassword }).meta({ id: 'NewPassword' })
export const RefreshToken = z.strictObject({ refresh_token }).meta({ id: 'RefreshToken' })

/** The answer to sign-up, resend and forgot: the same whether or not there is such an account. */
export const MailSent = z.object({ status: z.literal('mail-sent') }).meta({ id: 'MailSent' })

/** RFC 6749, section 5.1. */
export const Tokens = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds' }),
    refresh_token: z.string(),
  })
  .meta({ id: 'Tokens' })
export type Tokens = z.infer<typeof Tokens>

export const Me = z.object({ id: z.guid(), email: z.email() }).meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1; the scheme's case does not matter), or undefined. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^bearer +([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1]
