import * as z from 'zod'

const duration = z.int().positive()

/** How long a job may stay where it is, and how often it is tried. Milliseconds. Set per stage. */
export const Terms = z.strictObject({
  /** From the reservation to the end of the upload. */
  reservation: duration,
  /** From the first hand-over to the convert queue until a worker must have claimed it; longer for each further one. */
  pickUp: duration,
  /** From the upload until nothing more is tried, however often the job is handed over; then it fails. */
  deadline: duration,
  /** A worker that has not reported for this long has lost the job. */
  lease: duration,
  /** Wait before the second attempt; doubled before each further one. */
  backoff: duration,
  maxAttempts: z.int().positive(),
  /** From the final state until the source is removed; until then a failed job can be retried. */
  sourceRetention: duration,
  /** From the final state until audio and row are removed. */
  retention: duration,
  /** Nothing is kept longer, even by agreement: the buckets remove what is older. */
  longestRetention: duration,
})
export type Terms = z.infer<typeof Terms>

/** Whether a job has used up its attempts or its time: every job ends, even if no worker ever takes it again. @param deadline milliseconds */
export function isHopeless(
  { attempts }: { readonly attempts: number },
  deadline: number,
  now: number,
  terms: Terms,
): boolean {
  return attempts >= terms.maxAttempts || now >= deadline
}

/** The stage's terms, from the environment. @throws ZodError at start when they are not whole. */
export function parseTerms(json: string): Terms {
  return Terms.parse(JSON.parse(json))
}
