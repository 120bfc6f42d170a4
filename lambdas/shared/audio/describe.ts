import * as z from 'zod'
import { type FormatName, formatNames, formats } from '../../../options/formats'
import { optionsThat } from '../../../options/table'
import { choiceOf, optionFields } from './schema'

export interface FormatDescription {
  readonly name: FormatName
  /** For people. */
  readonly title: string
  /** What may be asked for with it, as JSON Schema (draft 2020-12). */
  readonly options: z.core.JSONSchema.BaseSchema
}

/** Every format with the options that it takes. */
export function describeFormats(): readonly FormatDescription[] {
  return formatNames.map((name) => ({
    name,
    title: formats[name].title,
    options: z.toJSONSchema(optionsOf(name), { io: 'input' }),
  }))
}

function optionsOf(name: FormatName) {
  const { bitrate, vbr, sampleRates, holdsCover } = formats[name]
  const isCopy = name === 'copy'
  const fields: Partial<Record<keyof typeof optionFields, z.ZodType>> = {
    ...optionFields,
    format: name === 'mp3' ? z.literal(name).default(name) : z.literal(name),
    sampleRate: z.literal(sampleRates).optional().meta({ description: 'Hz' }),
    ...(bitrate && { bitrate: bitrateOf(bitrate.allowed).default(bitrate.usual).meta({ description: 'kb/s' }) }),
    ...(isCopy && { chapters: choiceOf(['keep', 'none']).optional() }),
  }
  if (!bitrate) delete fields.bitrate
  if (!vbr) delete fields.vbr
  if (!holdsCover) delete fields.cover
  if (isCopy) for (const option of optionsThat('changes', 'measure')) delete fields[option]
  return z.strictObject(fields)
}

function bitrateOf(allowed: readonly number[] | { readonly min: number; readonly max: number }) {
  return 'min' in allowed ? z.int().min(allowed.min).max(allowed.max) : z.literal(allowed)
}
