interface Entry {
  readonly time: number
  readonly order: number
  readonly run: () => void
}

/**
 * The virtual clock and what is to happen when: a binary heap. One thing happens at a time, and everything that follows from it
 * without waiting has happened before the next; so the order of all things depends on the seed alone.
 */
export class Scheduler {
  private readonly heap: Entry[] = []
  private scheduled = 0

  /** @param now milliseconds since 1970 */
  constructor(public now: number) {}

  after(milliseconds: number, run: () => void): void {
    this.scheduled += 1
    this.push({ time: this.now + Math.max(0, Math.round(milliseconds)), order: this.scheduled, run })
  }

  /** Runs until nothing is left to happen, or until the clock says `end`. */
  async runUntil(end: number): Promise<void> {
    for (let entry = this.pop(); entry; entry = this.pop()) {
      if (entry.time > end) return
      this.now = entry.time
      entry.run()
      await settled()
    }
  }

  private push(entry: Entry): void {
    const { heap } = this
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (!above || isBefore(above, entry)) break
      heap[index] = above
      index = parent
    }
    heap[index] = entry
  }

  private pop(): Entry | undefined {
    const { heap } = this
    const [first] = heap
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    let index = 0
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      let child = left
      const [a, b] = [heap[left], heap[right]]
      if (!a) break
      if (b && isBefore(b, a)) child = right
      const below = heap[child]
      if (!below || isBefore(last, below)) break
      heap[index] = below
      index = child
    }
    heap[index] = last
    return first
  }
}

function isBefore(a: Entry, b: Entry) {
  return a.time < b.time || (a.time === b.time && a.order < b.order)
}

/** Resolves when every promise that could go on has gone on: immediates come after all microtasks. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
