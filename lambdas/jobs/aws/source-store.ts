import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  NotFound,
  type Part,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { partSizeOf } from '../../../protocol/parts'
import { type Patience, unlessInTheWay } from '../../shared/aws/patience'
import { type Checksum, partPlanOf, sourceKey } from '../domain'
import type { SourceStore, Upload } from '../ports'

/** Seconds a part's URL is valid; the client can always ask for new ones. */
const partUrlLife = 3600

/** S3's names of a checksum: in requests, in headers, and in the list of parts. */
const checksumNames = {
  sha256: { algorithm: 'SHA256', header: 'x-amz-checksum-sha256', member: 'ChecksumSHA256' },
  crc32c: { algorithm: 'CRC32C', header: 'x-amz-checksum-crc32c', member: 'ChecksumCRC32C' },
} as const satisfies Record<Checksum, object>

/**
 * @param client with `requestChecksumCalculation: 'WHEN_REQUIRED'`: by default the SDK signs the checksum of an empty body into the URL
 * @param now when URLs are signed
 * @param patience with a call that completes the same upload; for tests
 */
export function s3SourceStore(
  client: S3Client,
  Bucket: string,
  now: () => number = Date.now,
  patience?: Patience,
): SourceStore {
  const target = ({ upload, ...ref }: Upload) => ({ Bucket, Key: sourceKey(ref), UploadId: upload.id })

  const listParts = async (upload: Upload): Promise<readonly Part[]> => {
    const parts: Part[] = []
    let marker: string | undefined
    do {
      const page = await client.send(
        new ListPartsCommand({ ...target(upload), ...(marker && { PartNumberMarker: marker }) }),
      )
      parts.push(...(page.Parts ?? []))
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
    } while (marker)
    return parts
  }

  return {
    async begin(ref, checksum) {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          Bucket,
          Key: sourceKey(ref),
          // S3 takes checksums of parts only when the upload was begun with their kind, and then of every part.
          ...(checksum && { ChecksumAlgorithm: checksumNames[checksum].algorithm }),
        }),
      )
      if (!UploadId) throw new Error('S3 began a multipart upload without an id')
      return UploadId
    },

    async signParts(upload, numbers, checksums = {}) {
      const { checksum } = upload.upload
      const plan = partPlanOf(upload)
      return Promise.all(
        numbers.map(async (number) => {
          const size = partSizeOf(plan, number)
          const value = checksums[number]
          const { header, member } = checksumNames[checksum ?? 'sha256']
          const signed = checksum && value ? { members: { [member]: value }, headers: { [header]: value } } : undefined
          const command = new UploadPartCommand({
            ...target(upload),
            PartNumber: number,
            ContentLength: size,
            ...signed?.members,
          })
          const url = await getSignedUrl(client, command, {
            expiresIn: partUrlLife,
            signingDate: new Date(now()),
            // As a header, which S3 checks against the bytes; in the URL it would be ignored.
            ...(signed && { unhoistableHeaders: new Set([header]) }),
          })
          return { number, size, url, headers: signed?.headers ?? {} }
        }),
      )
    },

    async putPart(upload, PartNumber, Body, abortSignal) {
      await client.send(new UploadPartCommand({ ...target(upload), PartNumber, Body }), { abortSignal })
    },

    async arrived(upload) {
      const parts = await unlessGone(() => listParts(upload))
      return (parts ?? []).map(({ PartNumber = 0, Size = 0 }) => ({ number: PartNumber, size: Size }))
    },

    async complete(upload) {
      const assemble = () =>
        unlessGone(async () => {
          const member = upload.upload.checksum && checksumNames[upload.upload.checksum].member
          const Parts = (await listParts(upload)).map(({ PartNumber, ETag, ...part }) => ({
            PartNumber,
            ETag,
            ...(member && { [member]: part[member] }),
          }))
          await client.send(
            new CompleteMultipartUploadCommand({
              ...target(upload),
              MultipartUpload: { Parts },
              MpuObjectSize: upload.size,
              IfNoneMatch: '*',
            }),
          )
        })
      await unlessInTheWay(() => conflictOr(assemble), patience)
    },

    async abort(upload) {
      await unlessGone(() => client.send(new AbortMultipartUploadCommand(target(upload))))
    },

    async size(ref) {
      try {
        const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: sourceKey(ref) }))
        return ContentLength
      } catch (error) {
        if (error instanceof NotFound) return undefined
        throw error
      }
    },

    async read(ref, start, end, signal) {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket, Key: sourceKey(ref), Range: `bytes=${start}-${end - 1}` }),
        { abortSignal: signal },
      )
      return Body as Readable
    },

    async remove(ref) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: sourceKey(ref) }))
    },
  }
}

/**
 * S3 answers so while another call puts the same upload together, or removes what was put together: nobody else uses the key. That call
 * may still fail, so we ask again. Should S3 drop the upload at a conflict, the next answer is `NoSuchUpload` (Amazon S3 API Reference,
 * “CompleteMultipartUpload”, `If-None-Match`, and “List of error codes”).
 */
async function conflictOr<T>(call: () => Promise<T>): Promise<T | 'conflict'> {
  try {
    return await call()
  } catch (error) {
    if (isNamed(error, ['ConditionalRequestConflict', 'OperationAborted'])) return 'conflict'
    throw error
  }
}

/** Undefined when the multipart upload was already completed or aborted. */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isNamed(error, ['NoSuchUpload', 'PreconditionFailed'])) return undefined
    throw error
  }
}

function isNamed(error: unknown, names: readonly string[]): boolean {
  return error instanceof S3ServiceException && names.includes(error.name)
}
