import type { Log } from '../shared/log'
import type { CodeRequest } from './codes'
import type { AccountStore, CodeStore, Directory } from './ports'
import type { ThrottlingDeps } from './throttling'

/** What the room's routes are given. */
export interface AuthDeps extends ThrottlingDeps {
  readonly directory: Directory
  readonly accounts: AccountStore
  readonly codes: CodeStore
  /** Has a code mailed, if there is an account for it. Answers before that is known. */
  readonly askForCode: (request: CodeRequest) => Promise<void>
  /** After how long the routes that could tell of an account answer. Milliseconds. */
  readonly answerAfter: number
  readonly pause: (milliseconds: number) => Promise<void>
  /** A UUIDv7, so that ids sort by time. */
  readonly newId: () => string
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly log: Log
}
