import * as z from 'zod'
import { JobView } from '../jobs/view'
import { ConvertOptions } from '../shared/audio/options'
import { hasHiddenCharacters } from '../shared/text'

const fileName = z
  .string('Give the name of the file.')
  .trim()
  .min(1, 'Give the name of the file.')
  .max(255, 'A file name may have 255 characters at most.')
  .refine((name) => !hasHiddenCharacters(name), 'A file name may not contain control characters.')
  .refine((name) => !/[/\\]/.test(name), 'Give the name of the file without its folder.')

/** @param maxSize the stage's largest upload in bytes */
export const newUpload = (maxSize: number) =>
  z
    .strictObject({
      name: fileName.meta({ example: 'holiday.mp4' }),
      size: z
        .int('Give the size of the file in whole bytes.')
        .min(1, 'The file is empty: there is nothing to convert.')
        .max(maxSize, `The file is too large: ${maxSize / 1024 ** 3} GiB is the most.`)
        .meta({ description: 'Bytes; exactly as many must be uploaded' }),
      options: ConvertOptions.prefault({}),
    })
    .meta({ id: 'NewUpload' })
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

/** Part URLs signed by one call. */
export const maxBatch = 100

export const PartNumbers = z
  .strictObject({
    numbers: z.array(z.int().min(1).max(10_000)).min(1).max(maxBatch, `Ask for ${maxBatch} parts at most.`),
  })
  .meta({ id: 'PartNumbers' })
export const PartUrls = z.object({ parts: z.array(PartUrl) }).meta({ id: 'PartUrls' })

export const ArrivedParts = z
  .object({ partSize: z.int(), partCount: z.int(), parts: z.array(z.object({ number: z.int(), size: z.int() })) })
  .meta({ id: 'ArrivedParts' })

const MiB = 1024 ** 2
/** S3's limits: parts of 5 MiB at least but for the last, 10,000 of them at most. We take larger ones by default: fewer requests. */
const usualPartSize = 16 * MiB
const maxParts = 10_000

/** The part size in bytes for a source of `size` bytes: the usual one, or what keeps the number of parts within S3's limit. */
export const partSizeFor = (size: number): number => Math.max(usualPartSize, Math.ceil(size / maxParts / MiB) * MiB)

export const partCountFor = (size: number, partSize: number): number => Math.ceil(size / partSize)

/** Bytes that part `number` must have, or undefined when the plan has no such part. */
export const partSizeOf = (size: number, partSize: number, number: number): number | undefined =>
  number >= 1 && number <= partCountFor(size, partSize) ? Math.min(partSize, size - (number - 1) * partSize) : undefined

/** Numbers of the parts that are missing or have another size than planned. */
export const missingParts = (
  size: number,
  partSize: number,
  arrived: readonly { readonly number: number; readonly size: number }[],
): readonly number[] => {
  const sizes = new Map(arrived.map((part) => [part.number, part.size]))
  return Array.from({ length: partCountFor(size, partSize) }, (_, index) => index + 1).filter(
    (number) => sizes.get(number) !== partSizeOf(size, partSize, number),
  )
}
