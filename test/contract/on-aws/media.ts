import { GetObjectCommand, HeadObjectCommand, NoSuchKey, NotFound, S3Client } from '@aws-sdk/client-s3'
import { s3OutputStore } from '../../../lambdas/conversion/aws'
import { multipartSink } from '../../../lambdas/conversion/multipart-sink'
import { s3AudioStore } from '../../../lambdas/jobs/aws/audio-store'
import { s3SourceStore } from '../../../lambdas/jobs/aws/source-store'
import { silentLog } from '../../support/in-memory'
import { audioStoreContract } from '../audio-store'
import { outputStoreContract } from '../output-store'
import { type Leniency, sourceStoreContract } from '../source-store'
import { accessTo, type OpenCloud } from './cloud'

export function mediaContracts(cloud: OpenCloud, leniency: Leniency): void {
  const open = async () => {
    const { uploadsBucket, audioBucket, ...rest } = await cloud()
    // The same as in the functions.
    const s3 = new S3Client({ ...accessTo(rest), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
    return { s3, uploadsBucket, audioBucket }
  }

  describe('the sources in S3', () => {
    sourceStoreContract(async () => {
      const { s3, uploadsBucket } = await open()
      const sources = s3SourceStore(s3, uploadsBucket)
      return {
        sources,
        receive: async (upload, number, bytes) => {
          const [part] = await sources.signParts(upload, [number])
          const response = await fetch(part?.url ?? '', { method: 'PUT', body: new Uint8Array(bytes) })
          if (!response.ok) throw new Error(`S3 answered ${response.status}`)
        },
      }
    }, leniency)
  })

  describe('the outputs in S3', () => {
    audioStoreContract(async () => {
      const { s3, audioBucket: Bucket } = await open()
      const outputs = s3OutputStore(s3, Bucket)
      return {
        audio: s3AudioStore(s3, Bucket),
        put: async (job, bytes) => {
          const output = await multipartSink(outputs, job, silentLog).open({ name: 'audio', contentType: 'audio/mpeg' })
          await output.write(bytes)
          await output.finish()
        },
        has: async (Key) => {
          try {
            await s3.send(new HeadObjectCommand({ Bucket, Key }))
            return true
          } catch (error) {
            if (error instanceof NotFound) return false
            throw error
          }
        },
      }
    })
  })

  describe('the way of the outputs into S3', () => {
    outputStoreContract(async () => {
      const { s3, audioBucket: Bucket } = await open()
      return {
        outputs: s3OutputStore(s3, Bucket),
        read: async (Key) => {
          try {
            const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
            return await Body?.transformToByteArray()
          } catch (error) {
            if (error instanceof NoSuchKey) return undefined
            throw error
          }
        },
      }
    })
  })
}
