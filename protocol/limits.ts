/** Bytes of a request's body, at most. */
export const mostBodyBytes = 64 * 1024

/** Seconds of a source, at most: 100 hours. No time in a request is later. */
export const mostSeconds = 360_000

/** Chapters of a source, at most. */
export const mostChapters = 500

/** Characters of a chapter's title, at most. */
export const longestChapterTitle = 200

/** Characters of a new password, at least. */
export const leastPasswordLength = 12

/** Characters of the name of a token, at most. */
export const longestTokenName = 100

/** Jobs on one page of a list, at most. */
export const mostJobsPerPage = 100
