import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { leastPartSize } from '../shared/multipart'
import { type OutputStore, type OutputUpload, outputKey } from './multipart-sink'

/** S3 takes 10,000 parts: 80 GB of these. */
const partSize = 8 * 1024 * 1024

export function s3OutputStore(client: S3Client, Bucket: string): OutputStore {
  const target = ({ job, output, id }: OutputUpload) => ({ Bucket, Key: outputKey(job, output.name), UploadId: id })
  return {
    partSize,

    async begin(job, output) {
      const { UploadId: id } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key: outputKey(job, output.name), ContentType: output.contentType }),
      )
      if (!id) throw new Error('S3 began a multipart upload without an id')
      return { job, output, id }
    },

    async putPart(upload, PartNumber, Body, abortSignal) {
      const command = new UploadPartCommand({ ...target(upload), PartNumber, Body })
      const { ETag: tag } = await client.send(command, { abortSignal })
      if (!tag) throw new Error('S3 took a part and gave it no tag')
      return { tag, size: Body.length }
    },

    async complete(upload, parts) {
      // S3 says so only here, and not of which part.
      const small = parts.slice(0, -1).findIndex(({ size }) => size < leastPartSize)
      if (small >= 0) throw new RangeError(`part ${small + 1} of ${parts.length} has ${parts[small]?.size} bytes only`)
      const Parts = parts.map(({ tag }, index) => ({ PartNumber: index + 1, ETag: tag }))
      try {
        await client.send(new CompleteMultipartUploadCommand({ ...target(upload), MultipartUpload: { Parts } }))
      } catch (error) {
        if (!wasDoneBefore(error)) throw error
      }
    },

    async abort(upload) {
      await client.send(new AbortMultipartUploadCommand(target(upload)))
    },
  }
}

/**
 * Whether the SDK's second try found the upload gone: then the first one had completed it, and its answer was lost. Nobody else ends the
 * uploads of a worker, and the bucket's own rule does so only days later.
 */
function wasDoneBefore(error: unknown): boolean {
  return error instanceof NoSuchUpload && (error.$metadata.attempts ?? 1) > 1
}
