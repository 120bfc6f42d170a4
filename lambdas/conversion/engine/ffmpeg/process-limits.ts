import type { Invocation } from './invocation'
import { systemTool } from './system-tool'

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

/** Of util-linux; not on macOS, and not in every small image. */
const prlimit = systemTool('prlimit')

/** The same program under limits that the kernel keeps, where the machine has `prlimit`, which becomes the program: the process number stays. */
export function limited({ program, args }: Invocation, cpuSeconds = maxCpuSeconds): Invocation {
  if (!prlimit) return { program, args }
  const limits = [
    `--data=${maxMemory}`,
    `--fsize=${maxFileSize}`,
    `--nofile=${maxDescriptors}`,
    // The soft limit alone: ffmpeg sets another one, with `-timelimit`.
    `--cpu=${cpuSeconds}:`,
    '--core=0',
  ]
  return { program: prlimit, args: [...limits, '--', program, ...args] }
}

/** Why `prlimit` could not become the program, if it could not (exit codes of exec's callers: POSIX, XCU 2.8.2). */
export function launchFailure(exitCode: number | null, stderr: string): string | undefined {
  return (exitCode === 126 || exitCode === 127) && /^prlimit: /.test(stderr) ? stderr.trim() : undefined
}
