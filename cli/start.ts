import { homedir } from 'node:os'
import { run } from './run'
import { createTerminal } from './terminal/terminal'

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Runs the command line of this process, and sets its exit code. @param directory the directory that relative paths start from */
export async function start(directory: string): Promise<void> {
  const interrupted = new AbortController()
  let stoppedBy: keyof typeof signals | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      stoppedBy ??= name
      interrupted.abort()
    })
  // A reader that stops early, such as `head`, is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(process.exitCode ?? 0)
  })
  const { env, stdin, stdout, stderr } = process
  const { signal } = interrupted
  const terminal = createTerminal({ input: stdin, output: stdout, errors: stderr, env, signal })
  const fetch = globalThis.fetch
  const code = await run(process.argv.slice(2), { env, directory, home: homedir(), terminal, signal, fetch })
  stdin.destroy() // otherwise a program that keeps it open would keep this process alive
  process.exitCode = stoppedBy === undefined ? code : signals[stoppedBy]
}
