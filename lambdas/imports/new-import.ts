import * as z from 'zod'
import { fileName } from '../jobs/source-name'
import { JobView } from '../jobs/view'
import { ConvertOptions } from '../shared/audio/options'
import { coded } from '../shared/errors'
import { checkUrl } from './remote/guard'
import { ImportError } from './remote/import-error'
import type { ImportPolicy } from './remote/policy'

/** Many servers refuse longer ones. */
const maxUrlLength = 2048

/** @param policy the stage's */
export function newImport(policy: ImportPolicy) {
  return z
    .strictObject({
      url: z
        .string('Give the address of the file.')
        .max(maxUrlLength, `An address may have ${maxUrlLength} characters at most.`)
        .superRefine((url, context) => {
          const message = refusalOf(url, policy)
          if (message) context.addIssue({ code: 'custom', input: url, ...coded('address-forbidden', message) })
        })
        .meta({
          example: 'https://example.org/holiday.mp4',
          description: 'https, a public server, no user name in it',
        }),
      name: fileName.optional().meta({ description: 'By default the last part of the address' }),
      options: ConvertOptions.prefault({}),
    })
    .meta({ id: 'NewImport' })
}

export type NewImport = z.infer<ReturnType<typeof newImport>>

export const Import = z.object({ job: JobView }).meta({ id: 'Import' })

function refusalOf(url: string, policy: ImportPolicy): string | undefined {
  try {
    checkUrl(url, policy)
    return undefined
  } catch (error) {
    if (error instanceof ImportError) return error.message
    throw error
  }
}

/** A name for the file at an address: the last part of its path if that can be one, else the server's. */
export function nameOf(url: string): string {
  const { pathname, hostname } = new URL(url)
  const name = fileName.safeParse(decoded(pathname.split('/').at(-1) ?? ''))
  return name.data ?? hostname
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a stray % is part of the name
  }
}
