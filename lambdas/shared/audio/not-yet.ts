import type { ConvertOptions } from './fields'

/** What is described already, but not made yet: refused rather than left out silently. */
export const notYet = (options: ConvertOptions) =>
  (['loudness', 'fadeIn', 'fadeOut', 'trimSilence', 'cover', 'chapters', 'chapterList'] as const)
    .filter((field) => options[field] !== undefined)
    .map((field) => ({ field, message: 'This is not made yet.' }))
    .concat(options.format === 'mp3' ? [] : [{ field: 'format' as never, message: 'Only mp3 is made yet.' }])
