import type { Caller } from '../shared/http'

/** How long the authorizer may cache what it found out about a token: a revoked one is refused after this time at the latest. Milliseconds. */
export const verdictLife = 30_000

/** Entries that one process keeps. */
const room = 5000

interface Verdict {
  readonly caller: Caller
  readonly until: number
}

/** What was found out about tokens, by their hash. Accepted ones only: a refusal is cheap to find again, and must not push others out. */
export class Verdicts {
  private readonly known = new Map<string, Verdict>()

  get(hash: string, now: number): Caller | undefined {
    const verdict = this.known.get(hash)
    return verdict && now < verdict.until ? verdict.caller : undefined
  }

  /** @param expiresAt of the token itself, in milliseconds: nothing is believed beyond it */
  keep(hash: string, caller: Caller, now: number, expiresAt: number): void {
    this.known.delete(hash)
    const [oldest] = this.known.keys()
    if (this.known.size >= room && oldest !== undefined) this.known.delete(oldest)
    this.known.set(hash, { caller, until: Math.min(now + verdictLife, expiresAt) })
  }
}
