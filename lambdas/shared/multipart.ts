/** Bytes of a part at least, but for the last (Amazon S3, “multipart upload limits”). */
export const leastPartSize = 5 * 1024 ** 2

/** Parts of a multipart upload at most (the same page). */
export const mostParts = 10_000
