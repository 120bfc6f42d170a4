import type { Invocation, Program } from './invocation'

/**
 * Bytes of memory that a process may write to (RLIMIT_DATA). Conversions take 50 to 60 MB, 100 with 32 threads; a file that needs
 * more than this is made for it. Not RLIMIT_AS: address space counts what the C library only sets aside, for each thread.
 */
const maxMemory = 400_000_000

/** Bytes of a file that it may write: more than the largest spool. */
const maxFileSize = 5_000_000_000

/** Files, sockets and pipes. */
const maxDescriptors = 64

/** Seconds of a core's time; a job's deadline comes long before, unless nobody is left to keep it. */
export const maxCpuSeconds = 3600

export interface Launch {
  readonly program: Program
  readonly args: readonly string[]
  readonly cpuSeconds?: number | undefined
  /** The only one that it may run on. */
  readonly core?: number | undefined
}

/** How a program is started: by our launcher, which becomes the program, so that the process number stays. */
export function launched({ program, args, cpuSeconds = maxCpuSeconds, core }: Launch): Invocation {
  const { path, launcher } = program
  if (launcher === undefined) return { program: path, args }
  const limits = {
    data: maxMemory,
    file: maxFileSize,
    files: maxDescriptors,
    cpu: cpuSeconds,
    ...(core !== undefined && { core }),
  }
  const options = Object.entries(limits).flatMap(([name, value]) => [`--${name}`, String(value)])
  return { program: launcher, args: [...options, '--', path, ...args] }
}

/** Why the launcher could not become the program, if it could not (exit codes of exec's callers: POSIX, XCU 2.8.2). */
export function launchFailure(exitCode: number | null, stderr: string): string | undefined {
  return (exitCode === 126 || exitCode === 127) && /^launcher: /.test(stderr) ? stderr.trim() : undefined
}
