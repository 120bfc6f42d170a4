import { run } from '../../../cli/run'
import { temporaryFolder } from '../../support/temporary-folder'

interface Said {
  readonly code: number
  /** Standard output. */
  readonly results: string[]
  readonly told: string[]
}

interface Starting {
  readonly directory?: string
  readonly env?: Record<string, string>
  readonly fetch?: typeof globalThis.fetch
  readonly signal?: AbortSignal
}

/** A folder of its own that is home, too. */
export function folder(): string {
  return temporaryFolder('cli')
}

/** Runs the command line in this process. */
export async function audiolift(
  words: readonly string[],
  { directory = folder(), env = {}, fetch = globalThis.fetch, signal = new AbortController().signal }: Starting = {},
): Promise<Said> {
  const said: Said = { code: 0, results: [], told: [] }
  const code = await run(words, {
    env,
    directory,
    home: directory,
    terminal: {
      result: (text) => said.results.push(text),
      tell: (text) => said.told.push(text),
      progress: () => ({ show() {}, done() {} }),
      ask: async () => '',
      strong: (text) => text,
    },
    signal,
    fetch,
  })
  return { ...said, code }
}
