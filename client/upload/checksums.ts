import { type PartPlan, partRangeOf } from '../../protocol/parts'
import { bytesOf, type Source } from './source'

/** The kind that uploads are reserved with. */
export const checksumKind = 'sha256'

/** The checksums of parts by their numbers, in base64. */
export type Checksums = (numbers: readonly number[]) => Promise<Record<string, string>>

/**
 * Takes the checksums of a source's parts. The storage compares them with what arrives: a part that was damaged on the way is refused.
 * Each is taken once, so bytes that have changed in the source since are refused, too.
 */
export function checksumsOf(source: Source, plan: PartPlan): Checksums {
  const known = new Map<number, string>()

  async function checksumOf(number: number): Promise<string> {
    const { start, end } = partRangeOf(plan, number)
    const digest = await crypto.subtle.digest('SHA-256', await bytesOf(source, start, end))
    return btoa(String.fromCharCode(...new Uint8Array(digest)))
  }

  return async (numbers) => {
    const found: Record<string, string> = {}
    // One after the other: no more than one part is in memory for it.
    for (const number of numbers) {
      const checksum = known.get(number) ?? (await checksumOf(number))
      known.set(number, checksum)
      found[number] = checksum
    }
    return found
  }
}
