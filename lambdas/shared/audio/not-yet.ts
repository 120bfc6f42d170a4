import type { ConvertOptions } from './fields'

/** What is described already, but not made yet: refused rather than left out silently. */
export const notYet = (options: ConvertOptions) =>
  (['cover', 'chapters', 'chapterList'] as const)
    .filter((field) => options[field] !== undefined)
    .map((field) => ({ field, message: 'This is not made yet.' }))
    .concat(options.format === 'copy' ? [{ field: 'format' as never, message: 'A copy is not made yet.' }] : [])
