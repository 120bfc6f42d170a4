/**
 * What jobs cost the owner of the AWS account, in millionths of a US dollar: estimates for the daily cap, rather too high than too low, from
 * the list prices of us-east-1 (aws.amazon.com/{s3,lambda,ses}/pricing, 2026-11). Whole numbers: counters add up exactly.
 */

/** A mail (100), and the requests to API, functions, table and queues. */
const perJob = 150

/** Bytes of a source, its parts' requests (0.3) and a week or so in S3 Standard (0.023 USD for a GB and month). */
const perMillionBytes = 6

/**
 * A second of audio: less than 1/100 s of a worker with 3 GB on arm64 (0.0000133 USD for a GB and second), a month in S3 at 192 kb/s,
 * and 24 KB of one download (0.09 USD for a GB).
 */
const perSecond = 4

/** @param bytes declared, or known so far */
export function costOfSource(bytes: number): number {
  return perJob + Math.ceil((bytes * perMillionBytes) / 1e6)
}

/** @param seconds of audio, whole ones */
export function costOfAudio(seconds: number): number {
  return seconds * perSecond
}
