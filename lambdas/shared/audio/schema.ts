import * as z from 'zod'
import {
  type ConvertOptions,
  type Option,
  type OptionName,
  optionNames,
  optionTable,
  secondsBounds,
  tagNames,
} from '../../../options/table'
import { longestChapterTitle, mostChapters } from '../../../protocol/limits'
import { hasHiddenCharacters } from '../../../protocol/text'
import { coded } from '../errors'

const seconds = z
  .number('Give seconds as a number.')
  .min(secondsBounds.min.value, secondsBounds.min.refusal)
  .max(secondsBounds.max.value, secondsBounds.max.refusal)

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

const tag = text(500).optional()

const tags = z
  .strictObject({
    ...Object.fromEntries(tagNames.map((name) => [name, tag])),
    track: tag.meta({ description: 'Such as `3` or `3/12`' }),
  })
  .meta({ id: 'Tags', description: 'Each replaces the source’s; an empty one leaves the source’s out' })

const chapter = z
  .strictObject({ start: seconds, end: seconds.optional(), title: text(longestChapterTitle) })
  .meta({ id: 'Chapter', description: 'In seconds of the source; without an end up to the next one' })

function valuesOf({ values }: Option): z.ZodType {
  switch (values.kind) {
    case 'choice':
      return choiceOf(values.choices, values.refusal)
    case 'number': {
      const { isWhole, refusal, min, max } = values
      const any = isWhole ? z.int(refusal) : z.number(refusal)
      const least = min ? any.min(min.value, min.refusal) : any
      return max ? least.max(max.value, max.refusal) : least
    }
    case 'seconds':
      return values.max ? seconds.max(values.max.value, values.max.refusal) : seconds
    case 'switch':
      return z.boolean(values.refusal)
    case 'language':
      return z.string(values.refusal).regex(values.pattern, values.misfit)
    case 'tags':
      return tags
    case 'chapters':
      return z
        .array(chapter)
        .min(1, 'Give one chapter at least.')
        .max(mostChapters, `There may be ${mostChapters} chapters at most.`)
  }
}

export function choiceOf(choices: readonly (string | number)[], refusal?: string): z.ZodType {
  const words = choices.filter((choice) => typeof choice === 'string')
  return words.length === choices.length ? z.enum(words, refusal) : z.literal(choices, refusal)
}

function fieldOf(name: OptionName): z.ZodType {
  const { description } = optionTable[name]
  const field = name === 'format' ? valuesOf(optionTable.format).default('mp3') : valuesOf(optionTable[name]).optional()
  return description === undefined ? field : field.meta({ description })
}

type Fields = { readonly format: z.ZodDefault<z.ZodType<ConvertOptions['format']>> } & {
  readonly [Name in Exclude<OptionName, 'format'>]: z.ZodOptional<z.ZodType<NonNullable<ConvertOptions[Name]>>>
}

/** The schema of every option by itself. */
export const optionFields = Object.fromEntries(optionNames.map((name) => [name, fieldOf(name)])) as Fields
