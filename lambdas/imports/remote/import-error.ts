import type { Reason } from '../../jobs/domain'

/** Why a file could not be fetched: `message` is a sentence for the user. */
export class ImportError extends Error {
  override readonly name = 'ImportError'

  constructor(
    readonly code: Reason['code'],
    message: string,
    /** Whether a later try may succeed. */
    readonly isPassing = false,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
