import * as z from 'zod'
import { hasPart, mostUrlsPerCall, partCountOf } from '../../protocol/parts'
import { type Checksum, checksums, type Job, partPlanOf } from '../jobs/domain'
import { fileName } from '../jobs/source-name'
import { JobView } from '../jobs/view'
import { ConvertOptions } from '../shared/audio/options'
import type { FieldError } from '../shared/errors'
import { mostParts } from '../shared/multipart'

/** @param maxSize the stage's largest upload in bytes */
export function newUpload(maxSize: number) {
  return z
    .strictObject({
      name: fileName.meta({ example: 'holiday.mp4' }),
      size: z
        .int('Give the size of the file in whole bytes.')
        .min(1, 'The file is empty: there is nothing to convert.')
        .max(maxSize, `The file is too large: the limit is ${maxSize / 1024 ** 3} GiB.`)
        .meta({ description: 'Bytes; exactly as many must be uploaded' }),
      options: ConvertOptions.prefault({}),
      checksum: z
        .enum(checksums, `Only ${checksums.join(' and ')} are possible.`)
        .optional()
        .meta({
          description: 'Each part comes with such a checksum: the URLs are signed when the checksums are given',
        }),
    })
    .meta({ id: 'NewUpload' })
}

export type NewUpload = z.infer<ReturnType<typeof newUpload>>

export const PartUrl = z
  .object({
    number: z.int().min(1),
    size: z.int().meta({ description: 'Bytes; the signature admits no other length' }),
    url: z.url().meta({ description: 'PUT the bytes here' }),
    headers: z.record(z.string(), z.string()).meta({ description: 'Headers to send with the bytes' }),
  })
  .meta({ id: 'PartUrl' })

export const Reservation = z
  .object({ job: JobView, upload: z.object({ partSize: z.int(), partCount: z.int(), parts: z.array(PartUrl) }) })
  .meta({ id: 'Reservation' })

export const PartNumbers = z
  .strictObject({
    numbers: z
      .array(z.int().min(1).max(mostParts))
      .min(1)
      .max(mostUrlsPerCall, `Ask for ${mostUrlsPerCall} parts at most.`),
    checksums: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'Where the upload has a kind of checksum: that of each part, by its number, in base64' }),
  })
  .meta({ id: 'PartNumbers' })
export type PartNumbers = z.infer<typeof PartNumbers>

/** Base64 of 32 and of 4 bytes (RFC 4648, section 4). */
const checksumForms: Record<Checksum, RegExp> = {
  sha256: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
  crc32c: /^[A-Za-z0-9+/]{5}[AQgw]==$/,
}

/** What is wrong with a request for part URLs of an upload; undefined when nothing is. */
export function partsRefusal(
  job: Pick<Job, 'size' | 'upload'>,
  { numbers, checksums }: PartNumbers,
): FieldError | undefined {
  const { checksum } = job.upload
  const plan = partPlanOf(job)
  const unknown = numbers.find((number) => !hasPart(plan, number))
  if (unknown !== undefined)
    return {
      field: 'numbers',
      code: 'no-such-part',
      message: `This upload has no part ${unknown}: it has ${partCountOf(plan)}.`,
    }
  const superfluous = Object.keys(checksums).find(
    (key) => !checksum || !numbers.some((number) => String(number) === key),
  )
  if (superfluous !== undefined)
    return {
      field: `checksums.${superfluous}`,
      code: 'unexpected',
      message: checksum ? 'There is no part with this number.' : 'This upload was reserved without a checksum.',
    }
  const wrong = checksum && numbers.find((number) => !checksumForms[checksum].test(checksums[number] ?? ''))
  if (wrong !== undefined)
    return { field: `checksums.${wrong}`, code: 'malformed', message: `Give the ${checksum} of the part in base64.` }
  return undefined
}

export const PartUrls = z.object({ parts: z.array(PartUrl) }).meta({ id: 'PartUrls' })

export const ArrivedParts = z
  .object({ partSize: z.int(), partCount: z.int(), parts: z.array(z.object({ number: z.int(), size: z.int() })) })
  .meta({ id: 'ArrivedParts' })
