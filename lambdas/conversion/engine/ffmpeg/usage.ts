import { AsyncLocalStorage } from 'node:async_hooks'

/** What a conversion took, with all its processes. */
export interface Usage {
  /** Of all cores together. */
  readonly cpuSeconds: number
  /** Bytes, at most, of this process and of those that ran at the same time. */
  readonly peakMemory: number
}

interface Child {
  /** Milliseconds, as `performance.now()` has them. */
  readonly from: number
  readonly to: number
  readonly cpuSeconds: number
  /** Bytes, at most. */
  readonly memory: number
}

const children = new AsyncLocalStorage<Child[]>()

/** Runs something, and says what it took: this process from then on, and the programs that it ran. */
export async function withUsage<T>(work: (usage: () => Usage) => Promise<T>): Promise<T> {
  const ran: Child[] = []
  const before = process.cpuUsage()
  return children.run(ran, () =>
    work(() => {
      const { user, system } = process.cpuUsage(before)
      const own = process.resourceUsage().maxRSS * 1024
      return {
        cpuSeconds: ran.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, (user + system) / 1e6),
        peakMemory: own + mostAtOnce(ran),
      }
    }),
  )
}

/** Notes a program that has ended, by what it says of itself as ffmpeg's `-benchmark` does; one that was killed says nothing. */
export function noteProcess(from: number, stderr: string): void {
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? []
  const [, memory] = /bench: maxrss=(\d+)\s?Ki?B/i.exec(stderr) ?? []
  children.getStore()?.push({
    from,
    to: performance.now(),
    cpuSeconds: Number(user ?? 0) + Number(system ?? 0),
    memory: Number(memory ?? 0) * 1024,
  })
}

/** An upper bound: the sum of the peaks of those that run together, at each start of one. */
function mostAtOnce(ran: readonly Child[]): number {
  return ran.reduce((most, { from: moment }) => {
    const together = ran.filter(({ from, to }) => from <= moment && moment < to)
    return Math.max(
      most,
      together.reduce((sum, { memory }) => sum + memory, 0),
    )
  }, 0)
}
