import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from '../../../local/processes'
import { addresses } from './cloud'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when it has printed this, on either output. @throws Error if it ends first */
  says(words: string): Promise<void>
}

export interface Starting {
  /** All of standard input; otherwise it stays open and empty. */
  readonly input?: string
  readonly env?: Record<string, string>
  /** In its own terminal; all its output is then in `stdout`. */
  readonly terminal?: boolean
}

export interface Desk {
  /** The working directory, in which a local cloud is found. */
  readonly folder: string
  readonly config: string
  start(args: readonly string[], starting?: Starting): Running
  run(args: readonly string[], starting?: Starting): Promise<Ended>
  clear(): Promise<void>
}

const bundle = resolve('.build/cli/audiolift.mjs')

/** Bundles the command line, as it is distributed. @throws Error with the bundler's output */
export async function bundleCli(): Promise<void> {
  const { code, stdout, stderr } = await run(process.execPath, ['--import', 'tsx', 'local/build-cli.ts'])
  if (code !== 0) throw new Error(`${stdout}${stderr}`)
}

const inTerminal = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'

/** A user's environment: a home of their own, and a folder in which the tests’ local cloud is found. */
export function desk(): Desk {
  const root = mkdtempSync(join(tmpdir(), 'audiolift-cli-'))
  const folder = join(root, 'work')
  mkdirSync(join(folder, '.audiolift'), { recursive: true })
  writeFileSync(join(folder, '.audiolift', 'local.json'), JSON.stringify(addresses()))
  const { PATH: path = '' } = process.env

  function start(args: readonly string[], { input, env, terminal = false }: Starting = {}): Running {
    const words = [process.execPath, bundle, ...args]
    const [program = '', ...rest] = terminal ? ['python3', '-c', inTerminal, ...words] : words
    const child = spawn(program, rest, {
      cwd: folder,
      env: { PATH: path, HOME: root, TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    if (input !== undefined) child.stdin.end(input)
    const said = { stdout: '', stderr: '' }
    const listeners = new Set<() => void>()
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        said[name] += chunk
        for (const listener of listeners) listener()
      })
    const ended = new Promise<Ended>((end, fail) =>
      child.once('error', fail).once('close', (code) => end({ code: code ?? -1, ...said })),
    )
    const says = (words: string) =>
      new Promise<void>((heard, fail) => {
        const listener = () => `${said.stdout}${said.stderr}`.includes(words) && heard()
        listeners.add(listener)
        listener()
        void ended.then(({ code }) => fail(new Error(`It ended with ${code} and never said ${words}: ${said.stderr}`)))
      })
    return { child, ended, says }
  }

  return {
    folder,
    config: join(root, '.config', 'audiolift'),
    start,
    run: (args, starting) => start(args, { input: '', ...starting }).ended,
    clear: () => rm(root, { recursive: true, force: true }),
  }
}
