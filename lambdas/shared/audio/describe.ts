import * as z from 'zod'
import { optionFields } from './fields'
import { type FormatName, formatNames, formats } from './formats'

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
  const { sampleRate, channels, start, end, loudness, fadeIn, fadeOut, trimSilence, ...others } = optionFields
  const { bitrate: _bitrate, vbr: _vbr, cover, chapters, ...always } = others
  return z.strictObject({
    ...always,
    format: name === 'mp3' ? z.literal(name).default(name) : z.literal(name),
    ...(bitrate && { bitrate: bitrateOf(bitrate.allowed).default(bitrate.usual).meta({ description: 'kb/s' }) }),
    ...(vbr && { vbr: optionFields.vbr }),
    ...(name !== 'copy' && {
      sampleRate: z.literal(sampleRates).optional().meta({ description: 'Hz' }),
      ...{ channels, start, end, loudness, fadeIn, fadeOut, trimSilence },
    }),
    ...(holdsCover && { cover }),
    chapters: name === 'copy' ? z.enum(['keep', 'none']).optional() : chapters,
  })
}

function bitrateOf(allowed: readonly number[] | { readonly min: number; readonly max: number }) {
  return 'min' in allowed ? z.int().min(allowed.min).max(allowed.max) : z.literal(allowed)
}
