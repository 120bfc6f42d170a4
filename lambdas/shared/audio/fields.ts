import * as z from 'zod'
import { longestChapterTitle, mostChapters, mostSeconds } from '../../../protocol/limits'
import { hasHiddenCharacters } from '../../../protocol/text'
import { coded } from '../errors'
import { formatNames } from './formats'

const seconds = z
  .number('Give seconds as a number.')
  .min(0, 'Seconds are 0 or more.')
  .max(mostSeconds, `Seconds are ${mostSeconds} at most.`)

const fade = seconds.max(60, 'A fade takes 60 seconds at most.')

function text(most: number) {
  return z
    .string('Give a text.')
    .trim()
    .max(most, `That is longer than ${most} characters.`)
    .refine(
      (value) => !hasHiddenCharacters(value),
      coded('hidden-characters', 'A text may not contain control characters.'),
    )
}

const tag = text(500)

/** Tags that audio players know, under their names in the API. */
export const Tags = z
  .strictObject({
    title: tag.optional(),
    artist: tag.optional(),
    album: tag.optional(),
    albumArtist: tag.optional(),
    composer: tag.optional(),
    genre: tag.optional(),
    track: tag.optional().meta({ description: 'Such as `3` or `3/12`' }),
    disc: tag.optional(),
    date: tag.optional(),
    comment: tag.optional(),
    copyright: tag.optional(),
    publisher: tag.optional(),
  })
  .meta({ id: 'Tags', description: 'Each replaces the source’s; an empty one leaves the source’s out' })
export type Tags = z.infer<typeof Tags>

export const Chapter = z
  .strictObject({ start: seconds, end: seconds.optional(), title: text(longestChapterTitle) })
  .meta({ id: 'Chapter', description: 'In seconds of the source; without an end up to the next one' })
export type Chapter = z.infer<typeof Chapter>

/** Every option by itself. */
export const optionFields = {
  format: z.enum(formatNames, `Must be one of ${formatNames.join(', ')}.`).default('mp3'),
  bitrate: z.int('Give the bit rate in whole kb/s.').optional().meta({ description: 'kb/s, constant in MP3' }),
  vbr: z
    .int('A quality is a whole number.')
    .min(0, 'Qualities are 0 to 9.')
    .max(9, 'Qualities are 0 to 9.')
    .optional()
    .meta({ description: 'MP3 with a variable bit rate: the quality, 0 (best) to 9' }),
  sampleRate: z
    .int('Give the sample rate in whole Hz.')
    .optional()
    .meta({ description: 'Hz; the source’s, or the nearest that the format has, when not given' }),
  channels: z
    .literal([1, 2], 'Channels are 1 (mono) or 2 (stereo).')
    .optional()
    .meta({ description: '1 mixes down to mono, 2 to stereo' }),
  start: seconds.optional().meta({ description: 'Where the audio begins, in seconds of the source' }),
  end: seconds.optional().meta({ description: 'Where it ends, in seconds of the source' }),
  loudness: z
    .number('Give the loudness as a number.')
    .min(-40, 'A loudness is -40 to -5 LUFS.')
    .max(-5, 'A loudness is -40 to -5 LUFS.')
    .optional()
    .meta({ description: 'LUFS of the whole, by ITU-R BS.1770; true peaks stay below -1 dBTP. Podcasts: -16' }),
  fadeIn: fade.optional().meta({ description: 'Seconds' }),
  fadeOut: fade.optional().meta({ description: 'Seconds' }),
  trimSilence: z.boolean('Say true or false.').optional().meta({ description: 'Cuts silence off both ends' }),
  tags: Tags.optional(),
  cover: z
    .enum(['source', 'frame', 'none'], 'Must be one of source, frame, none.')
    .optional()
    .meta({ description: 'The source’s picture (usual), a frame of the video, or none' }),
  chapters: z
    .enum(['keep', 'split', 'none'], 'Must be one of keep, split, none.')
    .optional()
    .meta({ description: 'Keep them in the audio (usual), make a file of each, in a zip, or leave them out' }),
  chapterList: z
    .array(Chapter)
    .min(1, 'Give one chapter at least.')
    .max(mostChapters, `There may be ${mostChapters} chapters at most.`)
    .optional()
    .meta({ description: 'Takes the place of the source’s chapters' }),
  track: z
    .int('A track is a whole number.')
    .min(1, 'The first track is 1.')
    .max(32, 'The last possible track is 32.')
    .optional()
    .meta({ description: 'Which sound of the source, from 1; the first when not given' }),
  language: z
    .string('Give the language as a text.')
    .regex(/^[a-z]{2,3}$/, 'Give the language as in ISO 639, such as deu.')
    .optional()
    .meta({ description: 'The first track in that language (ISO 639): `deu`, `ger` and `de` are the same' }),
}

export type ConvertOptions = z.infer<z.ZodObject<typeof optionFields>>
