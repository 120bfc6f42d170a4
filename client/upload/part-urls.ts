import type { Part } from '../api/types'

export interface PartUrls {
  /** Throws what asking throws, and an Error when the server leaves the part out. */
  get(number: number): Promise<Part>
  /** Forgets a URL that was refused, and with it those signed at the same time, unless they were replaced already. */
  replace(part: Part): void
}

/**
 * The URLs at hand; asks for more, those of the next unsent parts, when one is missing.
 *
 * @param perRequest parts that are asked for at a time; `mostUrlsPerCall` at most
 */
export function createPartUrls(
  first: readonly Part[],
  unsent: ReadonlySet<number>,
  perRequest: number,
  ask: (numbers: number[]) => Promise<Part[]>,
): PartUrls {
  const known = new Map(first.map((part) => [part.number, part]))
  let asking: Promise<void> | undefined

  async function fetchFrom(number: number): Promise<void> {
    const missing = [...unsent].filter((other) => other > number && !known.has(other))
    for (const part of await ask([number, ...missing.slice(0, perRequest - 1)])) known.set(part.number, part)
  }

  return {
    async get(number) {
      for (;;) {
        const part = known.get(number)
        if (part) return part
        // Lanes that run dry together share one request; a lane that still has no URL afterwards sends the next one.
        if (asking) await asking
        else {
          asking = fetchFrom(number).finally(() => {
            asking = undefined
          })
          await asking
          if (!known.has(number)) throw new Error(`The server gave no address for part ${number} of the upload.`)
        }
      }
    },
    replace(part) {
      if (known.get(part.number) === part) known.clear()
    },
  }
}
