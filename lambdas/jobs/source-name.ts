import * as z from 'zod'
import { hasHiddenCharacters } from '../../protocol/text'
import { coded } from '../shared/errors'

/** What a source may be called. */
export const fileName = z
  .string('Give the name of the file.')
  .trim()
  .min(1, 'Give the name of the file.')
  .max(255, 'A file name may have 255 characters at most.')
  .refine(
    (name) => !hasHiddenCharacters(name),
    coded('hidden-characters', 'A file name must not contain control characters.'),
  )
  .refine((name) => !/[/\\]/.test(name), coded('malformed', 'Give the name of the file without its folder.'))
