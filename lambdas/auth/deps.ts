import type { Log } from '../shared/log'
import type { AccountStore, Directory } from './ports'
import type { ThrottlingDeps } from './throttling'

/** What the room's routes are given. */
export interface AuthDeps extends ThrottlingDeps {
  readonly directory: Directory
  readonly accounts: AccountStore
  /** After how long the routes that could tell of an account answer. Milliseconds. */
  readonly answerAfter: number
  readonly pause: (milliseconds: number) => Promise<void>
  /** A UUIDv7, so that ids sort by time. */
  readonly newId: () => string
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly log: Log
}
