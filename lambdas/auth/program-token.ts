import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * A token for programs: `alft_`, 40 random characters of base62 (238 bits), and the CRC-32 of those as 6 more. So that one in a
 * log or a repository is recognised without asking us, and without false alarms: the form of GitHub's tokens.
 */
const prefix = 'alft_'
const secretLength = 40
const checksumLength = 6
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What secret scanners look for. */
export const programTokenPattern = /^alft_[0-9A-Za-z]{46}$/

/** @param randomBytes cryptographically strong */
export function mintProgramToken(randomBytes: (size: number) => Uint8Array): string {
  let secret = ''
  while (secret.length < secretLength) {
    // The four values of 256 that would make some characters likelier than others are passed over.
    for (const byte of randomBytes(secretLength)) if (byte < 248) secret += digits[byte % digits.length]
  }
  secret = secret.slice(0, secretLength)
  return `${prefix}${secret}${checksumOf(secret)}`
}

/** Whether it has the form and the checksum. Anything else was never one of our tokens and need not be looked up. */
export function isProgramToken(token: string): boolean {
  if (!programTokenPattern.test(token)) return false
  const secret = token.slice(prefix.length, -checksumLength)
  return checksumOf(secret) === token.slice(-checksumLength)
}

/** What is stored. The token has 238 random bits, so a plain hash cannot be guessed backwards. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function checksumOf(secret: string): string {
  let rest = crc32(secret)
  let text = ''
  for (let place = 0; place < checksumLength; place++) {
    text = digits[rest % digits.length] + text
    rest = Math.floor(rest / digits.length)
  }
  return text
}
