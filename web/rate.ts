/** How far back is looked. Milliseconds: long enough to be calm, short enough to notice a change. */
const window = 10_000
/** Below this there is no estimate: it would jump. */
const least = 1000

/** Tells from what was sent lately how long the rest will take. */
export function createRate(now: () => number = () => performance.now()) {
  let samples: { readonly at: number; readonly bytes: number }[] = []
  return {
    /** Takes in how much has been sent so far. */
    add(bytes: number): void {
      const at = now()
      samples = [...samples.filter((sample) => at - sample.at < window), { at, bytes }]
    },
    /** Forgets all; after a pause. */
    restart(): void {
      samples = []
    },
    /** Seconds for this many more bytes; undefined while that is unknown. */
    secondsFor(bytes: number): number | undefined {
      const [first, last] = [samples[0], samples.at(-1)]
      if (!first || !last || last.at - first.at < least || last.bytes <= first.bytes) return undefined
      return (bytes * (last.at - first.at)) / 1000 / (last.bytes - first.bytes)
    },
  }
}

export type Rate = ReturnType<typeof createRate>
