import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Command {
  /** Everything it has printed so far, on both outputs. */
  said(): string
  /** Resolves when it has printed this. @throws Error if it ends first. */
  says(words: string | RegExp): Promise<void>
  /** Its exit code. */
  readonly ended: Promise<number>
  /** Sends SIGINT to the whole process group, like Ctrl-C in a terminal. */
  interrupt(): void
}

/** `npm start` with arguments, with a home of its own for the local cloud. */
export function npmStart(args: readonly string[], home: string): Command {
  const child = spawn('node', ['local/boot.mjs', 'local/start.ts', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AUDIOLIFT_HOME: home },
  })
  const heard = new Set<() => void>()
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      for (const listener of heard) listener()
    })
  const ended = exitCode(child)
  return {
    said: () => said,
    ended,
    says: (words) =>
      new Promise((resolve, reject) => {
        const listener = () => {
          if (!(typeof words === 'string' ? said.includes(words) : words.test(said))) return
          heard.delete(listener)
          resolve()
        }
        heard.add(listener)
        listener()
        void ended.then((code) => reject(new Error(`It ended with ${code} and never said ${words}:\n${said}`)))
      }),
    interrupt: () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    },
  }
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? -1)))
}

/** Command lines of processes that mention a path. Linux only, because it reads /proc. */
export function processesOf(path: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(commandLine)
    .filter((line) => line.includes(path))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch (error) {
    // It ended while we were looking.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
