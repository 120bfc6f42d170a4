export interface UploadProgress {
  /** Never falls, even when a part has to be sent again. */
  readonly sentBytes: number
  readonly totalBytes: number
}

/** Sums up what is on its way, by part, and reports when the sum has grown. */
export function createProgress(totalBytes: number, report?: (progress: UploadProgress) => void) {
  const sent = new Map<number, number>()
  let sum = 0
  let highest = -1

  function tell(): void {
    if (sum <= highest) return
    highest = sum
    report?.({ sentBytes: sum, totalBytes })
  }

  /** Without a report. */
  function count(part: number, bytes: number): void {
    sum += bytes - (sent.get(part) ?? 0)
    sent.set(part, bytes)
  }

  return {
    tell,
    count,
    set(part: number, bytes: number): void {
      count(part, bytes)
      tell()
    },
  }
}
