import type { Progress } from '../model/types'

/** Seconds of output from a line of `-progress` (`out_time_us=5000000`; `N/A` before the first packet). */
export function outSeconds(line: string): number | undefined {
  const match = /^out_time_us=(\d+)$/.exec(line.trim())
  return match ? Number(match[1]) / 1e6 : undefined
}

export interface ProgressTracker {
  /** @param done share of the work, in any range: a file may declare any duration. @param elapsed seconds since the start. */
  update(done: number, elapsed: number): void
  /** Verified: 100 %. */
  finish(): void
}

/** Turns measurements into progress that never falls, stays below 100 until the end, and is told only when it changed. */
export function trackProgress(onProgress: (progress: Progress) => void): ProgressTracker {
  let told = -1
  return {
    update(done, elapsed) {
      if (!Number.isFinite(done)) return
      const percent = Math.min(Math.max(Math.floor(done * 1000) / 10, 0), 99)
      if (percent <= told) return
      told = percent
      const etaSeconds = percent > 0 ? Math.ceil((elapsed * (100 - percent)) / percent) : undefined
      onProgress({ percent, ...(etaSeconds !== undefined && { etaSeconds }) })
    },
    finish() {
      told = 100
      onProgress({ percent: 100, etaSeconds: 0 })
    },
  }
}
