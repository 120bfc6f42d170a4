/** Stops an upload for a while. One switch may hold several uploads. */
export interface PauseSwitch {
  readonly isPaused: boolean
  /** Parts on their way are dropped, and sent again later: a paused upload uses no network. */
  pause(): void
  resume(): void
  /** Aborted by the next `pause`. */
  readonly signal: AbortSignal
  /** Resolves as soon as it is not paused. Rejects with the signal's reason when it is aborted. */
  running(signal: AbortSignal): Promise<void>
}

export function createPauseSwitch(): PauseSwitch {
  let pausing = new AbortController()
  const waiting = new Set<() => void>()

  return {
    get isPaused() {
      return pausing.signal.aborted
    },
    get signal() {
      return pausing.signal
    },
    pause: () => pausing.abort(),
    resume() {
      if (!pausing.signal.aborted) return
      pausing = new AbortController()
      for (const go of waiting) go()
      waiting.clear()
    },
    running: (signal) =>
      new Promise((resolve, reject) => {
        if (!pausing.signal.aborted || signal.aborted) return signal.aborted ? reject(signal.reason) : resolve()
        const go = () => {
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const stop = () => {
          waiting.delete(go)
          reject(signal.reason)
        }
        waiting.add(go)
        signal.addEventListener('abort', stop, { once: true })
      }),
  }
}
