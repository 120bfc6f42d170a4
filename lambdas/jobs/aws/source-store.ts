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
import { sourceKey } from '../domain'
import type { SourceStore, Upload } from '../ports'

/** Seconds a part's URL is valid; fresh ones are a call away. */
const partUrlLife = 3600

/** @param client with `requestChecksumCalculation: 'WHEN_REQUIRED'`: by default the SDK signs the checksum of an empty body into the URL. */
export const s3SourceStore = (client: S3Client, Bucket: string): SourceStore => {
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
    async begin(ref) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: sourceKey(ref) }))
      if (!UploadId) throw new Error('S3 began a multipart upload without an id')
      return UploadId
    },

    async signParts(upload, numbers) {
      return Promise.all(
        numbers.map(async (number) => {
          const size = Math.min(upload.upload.partSize, upload.size - (number - 1) * upload.upload.partSize)
          const command = new UploadPartCommand({ ...target(upload), PartNumber: number, ContentLength: size })
          return { number, size, url: await getSignedUrl(client, command, { expiresIn: partUrlLife }), headers: {} }
        }),
      )
    },

    async arrived(upload) {
      const parts = await unlessGone(() => listParts(upload))
      return (parts ?? []).map(({ PartNumber = 0, Size = 0 }) => ({ number: PartNumber, size: Size }))
    },

    async complete(upload) {
      await unlessGone(async () => {
        const Parts = (await listParts(upload)).map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
        await client.send(
          new CompleteMultipartUploadCommand({
            ...target(upload),
            MultipartUpload: { Parts },
            MpuObjectSize: upload.size,
            IfNoneMatch: '*',
          }),
        )
      })
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

/** What a multipart upload that was completed or aborted before answers: undefined. */
const unlessGone = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call()
  } catch (error) {
    if (error instanceof S3ServiceException && (error.name === 'NoSuchUpload' || error.name === 'PreconditionFailed'))
      return undefined
    throw error
  }
}
