import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Invocation } from './invocation'
import { systemTool } from './system-tool'

/**
 * A core for a process that does little with each of very many packets, such as to decode or to copy them: on one core it takes a third
 * of the time. In turn, so that several conversions at once do not meet. `undefined` where none can be chosen.
 */
export function anyCore(): number | undefined {
  const cores = allowedCores()
  return canPlace(cores) ? cores[turn++ % cores.length] : undefined
}

let turn = process.pid

/**
 * The same program, on one core, and not interrupting who is at work there.
 *
 * Each ffmpeg has five threads that hand one another a frame at a time. Where these are on several cores, the kernel wakes the other
 * core for every frame, which in a virtual machine takes 10 to 30 % of what LAME takes. On one core it takes 3 %, as
 * long as a thread that is given something waits for its turn (SCHED_BATCH, `man 7 sched`).
 */
export function placed({ program, args }: Invocation, core: number | undefined): Invocation {
  return core !== undefined && chrt && taskset
    ? { program: chrt, args: ['--batch', '0', taskset, '--cpu-list', String(core), program, ...args] }
    : { program, args }
}

/** Of util-linux, as `prlimit`. Each becomes the next program: the process number stays. */
const [chrt, taskset] = [systemTool('chrt'), systemTool('taskset')]

/** @returns none where there is no Linux that tells */
function allowedCores(): number[] {
  try {
    return coresOf(readFileSync('/proc/self/status', 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** @param status as `man 5 proc_pid_status` has it: `Cpus_allowed_list: 0-1,4` */
export function coresOf(status: string): number[] {
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status) ?? []
  return list
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number) as [number, number?]
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}

let mayPlace: boolean | undefined

/** Tried once: a sandbox may forbid it. */
function canPlace([core]: readonly number[]): boolean {
  if (core === undefined || !taskset) return false
  const { program, args } = placed({ program: taskset, args: ['--version'] }, core)
  mayPlace ??= program !== taskset && spawnSync(program, args, { env: {}, stdio: 'ignore' }).status === 0
  return mayPlace
}
