import type { Fetch } from '../client/api/http'
import type { Terminal } from './terminal/terminal'

/** Everything that a command uses besides the service and the files it is given. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The directory that relative paths start from. */
  readonly directory: string
  /** The user's home folder. */
  readonly home: string
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly fetch: Fetch
}
