import type { Fallback } from '../model/types'

/** Several encoders cannot do it; one still may. `message` is for the log. */
export class FallbackError extends Error {
  override readonly name = 'FallbackError'

  constructor(
    readonly reason: Fallback,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
