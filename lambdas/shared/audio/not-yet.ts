import type { ConvertOptions } from './fields'

/** What is described already, but not made yet: refused rather than left out silently. */
export const notYet = ({ chapters }: ConvertOptions) =>
  chapters === 'split' ? [{ field: 'chapters', message: 'A file of each chapter is not made yet.' } as const] : []
