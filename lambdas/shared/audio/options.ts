import * as z from 'zod'
import { contradictions } from '../../../options/contradictions'
import type { ConvertOptions as Options } from '../../../options/table'
import { coded } from '../errors'
import { optionFields } from './schema'

/** What the audio is to be, as the API and the command take it. */
export const ConvertOptions = z
  .strictObject(optionFields)
  .superRefine((options, context) => {
    for (const { field, code, message } of contradictions(options))
      context.addIssue({ code: 'custom', path: [field], ...coded(code, message), input: options[field] })
  })
  .meta({
    id: 'ConvertOptions',
    description: 'What the audio is to be; `GET /v1/formats` says what each format allows',
  })
export type ConvertOptions = Options
