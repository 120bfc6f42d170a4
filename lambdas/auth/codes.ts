import { scrypt as scryptCallback, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import * as z from 'zod'

/** What a mailed code is good for: to confirm the address of a new account, or to set a new password. */
export const purposes = ['confirm', 'reset'] as const
export type Purpose = (typeof purposes)[number]

const hour = 60 * 60 * 1000

/** How long a code lives. Milliseconds. */
export const codeLife: Readonly<Record<Purpose, number>> = { confirm: 24 * hour, reset: hour }

/** How often a code may be entered, wrong or right; then it is dead. */
export const mostAttempts = 5

const digits = 8

/** A code as it is kept. An address has at most one for each purpose. */
export interface KeptCode {
  /** Whose account it opens: an account that takes the address later is not opened by it. */
  readonly owner: string
  readonly salt: string
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Somebody wants a code mailed. Whether there is an account for it is not known yet. */
export const CodeRequest = z.object({
  email: z.string(),
  purpose: z.enum(purposes),
  /** Milliseconds since the epoch. */
  askedAt: z.int(),
})
export type CodeRequest = z.infer<typeof CodeRequest>

/** A new code. @param randomInt an even chance for each whole number from 0 to below its argument, cryptographically strong */
export function newCode(randomInt: (below: number) => number): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0')
}

/** The code as people read it: `1234 5678`. */
export function spokenCode(code: string): string {
  return `${code.slice(0, digits / 2)} ${code.slice(digits / 2)}`
}

/** Whether there is an account for which a code of this purpose has an effect. A user with an unconfirmed address may set a password: that confirms it. */
export function isGoodFor(account: { readonly confirmed: boolean } | undefined, purpose: Purpose): boolean {
  return account !== undefined && (purpose === 'reset' || !account.confirmed)
}

const scrypt = promisify<string, string, number, Buffer>(scryptCallback)

/** Slow on purpose (scrypt, Node's defaults: 16 MB, tens of milliseconds): of so few codes, a quick hash would give the right one away. */
function hashOf(code: string, salt: string): Promise<Buffer> {
  return scrypt(code, salt, 32)
}

/** What is kept of a code. @param salt random @param now milliseconds */
export async function keepCode(
  code: string,
  {
    purpose,
    owner,
    salt,
    now,
  }: { readonly purpose: Purpose; readonly owner: string; readonly salt: Uint8Array; readonly now: number },
): Promise<KeptCode> {
  const text = Buffer.from(salt).toString('base64url')
  return {
    owner,
    salt: text,
    hash: (await hashOf(code, text)).toString('base64url'),
    expiresAt: now + codeLife[purpose],
  }
}

/** Whether this is the code that is kept. Where none is, it takes as long to say no. */
export async function isKept(code: string, kept: KeptCode | undefined): Promise<boolean> {
  const entered = await hashOf(code, kept?.salt ?? 'nobody')
  return kept !== undefined && timingSafeEqual(entered, Buffer.from(kept.hash, 'base64url'))
}
