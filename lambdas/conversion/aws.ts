import { createReadStream } from 'node:fs'
import type { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { audioKey } from '../jobs/domain'
import type { WorkDeps } from './work'

export const s3PutAudio =
  (client: S3Client, Bucket: string): WorkDeps['putAudio'] =>
  async (job, file, ContentType, signal) => {
    const params = { Bucket, Key: audioKey(job), Body: createReadStream(file), ContentType }
    const upload = new Upload({ client, params })
    const abort = () => void upload.abort()
    signal.addEventListener('abort', abort, { once: true })
    try {
      await upload.done()
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
