const firstMs = 500
const longestMs = 4000
const growth = 1.3
/** The time left is an estimate from some seconds ago. */
const shareOfWhatIsLeft = 1 / 4

/**
 * How long to wait before jobs are looked at again, in milliseconds: half a second after a change, up to four seconds while nothing
 * happens, and less again when the first of them is about to end. So short jobs are seen soon, and long ones cost few requests.
 */
export class Pauses {
  #state: string | undefined
  #delayMs = firstMs

  /** @param state changes whenever something has happened @param secondsLeft until the next one ends, where that is known */
  next(state: string, secondsLeft = Number.POSITIVE_INFINITY): number {
    this.#delayMs = state === this.#state ? Math.min(longestMs, this.#delayMs * growth) : firstMs
    this.#state = state
    return Math.max(firstMs, Math.min(this.#delayMs, 1000 * secondsLeft * shareOfWhatIsLeft))
  }
}
