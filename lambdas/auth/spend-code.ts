import { isKept, type Purpose } from './codes'
import type { CodeStore } from './ports'
import { invalidCode } from './refusals'

export interface SpendCodeDeps {
  readonly codes: CodeStore
  /** Milliseconds. */
  readonly now: () => number
}

/**
 * Takes a code that was entered, once. The attempt is counted before the code is looked at, so that many at once are not more than one
 * after another; and only who takes the code away has used it.
 *
 * @returns whose account it opens
 * @throws Problem `invalid-code` for a wrong, expired or used code, and where there never was one
 */
export async function spendCode(
  { codes, now }: SpendCodeDeps,
  purpose: Purpose,
  email: string,
  code: string,
): Promise<string> {
  const kept = await codes.attempt(email, purpose, now())
  const right = await isKept(code, kept)
  if (!kept || !right || !(await codes.spend(email, purpose, kept))) throw invalidCode()
  return kept.owner
}
