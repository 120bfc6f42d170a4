/** What shows whether a file is still being written. */
export interface Look {
  /** bytes */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly mtimeMs: number
}

interface Seen extends Look {
  /** Since when it has been unchanged; milliseconds. */
  readonly since: number
}

/** Tells which files are complete: those that have not changed for a while. An empty file is not complete. */
export function createSettling(quietMs: number) {
  const seen = new Map<string, Seen>()
  return {
    /** @param now milliseconds of a monotonic clock */
    look(path: string, { size, mtimeMs }: Look, now: number): boolean {
      const before = seen.get(path)
      const isSame = before?.size === size && before.mtimeMs === mtimeMs
      const since = isSame ? before.since : now
      seen.set(path, { size, mtimeMs, since })
      return size > 0 && now - since >= quietMs
    },
  }
}
