import { readFileSync } from 'node:fs'

/**
 * A core for a process that does little with each of very many packets, such as to decode or to copy them: on one core it takes a third
 * of the time. In turn, so that several conversions at once do not meet. `undefined` where none can be chosen.
 *
 * Each ffmpeg has five threads that hand one another a frame at a time. Where these are on several cores, the kernel wakes the other
 * core for every frame, which in a virtual machine takes 10 to 30 % of what LAME takes. On one core it takes 3 %, as
 * long as a thread that is given something waits for its turn (SCHED_BATCH, `man 7 sched`).
 */
export function anyCore(): number | undefined {
  const cores = allowedCores()
  return cores[turn++ % cores.length]
}

let turn = process.pid

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
