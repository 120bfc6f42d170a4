import { timingSafeEqual } from 'node:crypto'
import { type Job, JobRef } from './domain'

/**
 * The token of the mailed link: the key of the job, and a secret that only the link holds.
 * It names owner and id itself, so that opening a link is one read by key.
 */
export function linkToken({ owner, id, shareKey }: Job): string {
  return `${Buffer.from(`${owner}${id}`.replaceAll('-', ''), 'hex').toString('base64url')}.${shareKey}`
}

/** The job a token points to and the secret it claims, or undefined when it is not a token. */
export function readLinkToken(token: string): { readonly ref: JobRef; readonly secret: string } | undefined {
  const [place = '', secret = ''] = token.split('.')
  const hex = Buffer.from(place, 'base64url').toString('hex')
  const ref = JobRef.safeParse({ owner: uuid(hex.slice(0, 32)), id: uuid(hex.slice(32)) })
  return ref.success && secret ? { ref: ref.data, secret } : undefined
}

export function opensWith(job: Job, secret: string): boolean {
  const expected = Buffer.from(job.shareKey)
  const given = Buffer.from(secret)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function uuid(hex: string) {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.*)$/, '$1-$2-$3-$4-$5')
}
