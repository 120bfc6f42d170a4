import type { Fetch } from '../client/api/http'
import type { Terminal } from './terminal/terminal'

/** Everything that a command uses besides the service and the files it is given. */
export interface World {
  env: Readonly<Record<string, string | undefined>>
  /** The directory that relative paths start from. */
  directory: string
  /** The user's home folder. */
  home: string
  terminal: Terminal
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  fetch: Fetch
}
