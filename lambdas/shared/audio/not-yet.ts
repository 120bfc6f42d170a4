import type { ConvertOptions } from './fields'

/** What is described already, but not made yet: refused rather than left out silently. */
export const notYet = (options: ConvertOptions) => [
  ...(options.chapters === 'split' ? [{ field: 'chapters', message: 'Splitting is not made yet.' } as const] : []),
  ...(options.format === 'copy' ? [{ field: 'format', message: 'A copy is not made yet.' } as const] : []),
]
