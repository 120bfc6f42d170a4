import { leastPartSize, mostParts } from '../shared/multipart'

const MiB = 1024 ** 2
/** A broken connection should cost little to repeat, and the number of requests should be small: this many parts, unless they get larger than this. */
const usualParts = 100
const usualPartSize = 16 * MiB

/**
 * The part size in bytes for a source of `size` bytes: a hundred parts of 5 to 16 MiB; from 1.6 GB on more of them, and from 156 GiB
 * on larger ones.
 */
export function partSizeFor(size: number): number {
  const wholeMiB = (bytes: number) => Math.ceil(bytes / MiB) * MiB
  const usual = Math.min(Math.max(leastPartSize, wholeMiB(size / usualParts)), usualPartSize)
  return Math.max(usual, wholeMiB(size / mostParts))
}
