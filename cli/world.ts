import type { Fetch } from '../client/api/http'
import type { Terminal } from './terminal/terminal'

/** All that a command has to do with outside of the service and the files it is given. */
export interface World {
  env: Readonly<Record<string, string | undefined>>
  /** What relative paths are relative to. */
  directory: string
  /** The person's own folder. */
  home: string
  terminal: Terminal
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  fetch: Fetch
}
