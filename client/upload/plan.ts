import type { ArrivedParts } from '../api/types'

/** How the source is cut: all parts have `partSize` bytes but the last, which has what is left. */
export interface Plan {
  /** bytes of the source */
  readonly size: number
  readonly partSize: number
  readonly partCount: number
}

/** Where a part (1-based) begins and ends in the source. */
export function rangeOf({ size, partSize }: Plan, number: number): { start: number; end: number } {
  const start = (number - 1) * partSize
  return { start, end: Math.min(start + partSize, size) }
}

/** Numbers of the parts that have still to be sent: those that are not there, or not whole. */
export function unsentOf(plan: Plan, arrived: ArrivedParts['parts'] = []): Set<number> {
  const sizes = new Map(arrived.map(({ number, size }) => [number, size]))
  const numbers = Array.from({ length: plan.partCount }, (_, index) => index + 1)
  return new Set(numbers.filter((number) => sizes.get(number) !== sizeOf(plan, number)))
}

export function sizeOf(plan: Plan, number: number): number {
  const { start, end } = rangeOf(plan, number)
  return end - start
}
