/** A request that carries an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): what it asks for, and which job it was about. */
export interface KeyedRequest {
  readonly owner: string
  readonly key: string
  /** A hash of what is asked for, to tell requests apart. */
  readonly fingerprint: string
  /** Id of the job. */
  readonly job: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
}

/** What a request asks for under its key, before it is about any job. */
export type Asked = Omit<KeyedRequest, 'job'>

/** How long a key belongs to its request, in milliseconds; afterwards it can be used for another. */
export const keyLife = 24 * 60 * 60 * 1000

/** The key was used meanwhile: nothing was written. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken'
}
