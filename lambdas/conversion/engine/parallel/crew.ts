/** Tasks that end together. */
export interface Crew {
  /** Starts a task, also from within another. Its `signal` aborts when the whole crew is to stop. */
  readonly start: <T>(task: (signal: AbortSignal) => Promise<T>) => Promise<T>
  /** When no task is left. @throws what the first that failed threw, or the reason of the outer signal. */
  readonly done: () => Promise<void>
}

/** A crew whose tasks all stop when one fails, or when `outer` aborts. */
export function createCrew(outer: AbortSignal): Crew {
  const failed = new AbortController()
  const signal = AbortSignal.any([outer, failed.signal])
  const ends: Promise<void>[] = []
  return {
    start(task) {
      const result = task(signal)
      ends.push(
        result.then(
          () => {},
          (error: unknown) => failed.abort(error),
        ),
      )
      return result
    },
    async done() {
      for (const end of ends) await end
      signal.throwIfAborted()
    },
  }
}
