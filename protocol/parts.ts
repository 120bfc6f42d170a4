/** How a source is cut into parts for a multipart upload: all have `partSize` bytes but the last, which has the rest. */
export interface PartPlan {
  /** Bytes of the source. */
  readonly size: number
  /** Bytes of every part but the last. */
  readonly partSize: number
}

/** A part as the store has it. */
export interface ArrivedPart {
  /** From 1. */
  readonly number: number
  /** Bytes. */
  readonly size: number
}

/** Part URLs that the API signs in one call, at most. */
export const mostUrlsPerCall = 100

export function partCountOf({ size, partSize }: PartPlan): number {
  return Math.ceil(size / partSize)
}

/** The numbers of all parts, from 1. */
export function partNumbersOf(plan: PartPlan): number[] {
  return Array.from({ length: partCountOf(plan) }, (_, index) => index + 1)
}

/** Where part `number` begins and ends in the source: bytes from its start, `end` excluded. */
export function partRangeOf(
  { size, partSize }: PartPlan,
  number: number,
): { readonly start: number; readonly end: number } {
  const start = (number - 1) * partSize
  return { start, end: Math.min(start + partSize, size) }
}

/** Bytes that part `number` must have. */
export function partSizeOf(plan: PartPlan, number: number): number {
  const { start, end } = partRangeOf(plan, number)
  return end - start
}

export function hasPart(plan: PartPlan, number: number): boolean {
  return number >= 1 && number <= partCountOf(plan)
}

/** Numbers of the parts that have not arrived, or arrived with another size than planned; ascending. */
export function missingParts(plan: PartPlan, arrived: readonly ArrivedPart[]): number[] {
  const sizes = new Map(arrived.map(({ number, size }) => [number, size]))
  return partNumbersOf(plan).filter((number) => sizes.get(number) !== partSizeOf(plan, number))
}
