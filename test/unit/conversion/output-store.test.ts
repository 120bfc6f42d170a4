import { S3Client } from '@aws-sdk/client-s3'
import { s3OutputStore } from '../../../lambdas/conversion/aws'
import { jobIn } from '../../support/jobs'
import { type Reply, s3Error, scriptedService } from '../../support/scripted-service'

const upload = {
  job: jobIn('converting'),
  output: { name: 'audio', contentType: 'audio/mpeg' },
  id: 'upload',
} as const

let close: () => Promise<unknown>
afterEach(() => close())

/** Completes an output in an S3 that answers so. */
async function complete(...replies: readonly Reply[]): Promise<void> {
  const { config, close: closeService } = await scriptedService(replies)
  close = closeService
  const client = new S3Client({ ...config, forcePathStyle: true, maxAttempts: 2 })
  await s3OutputStore(client, 'audio').complete(upload, [{ tag: 'tag', size: 3 }])
}

describe('an output that is completed', () => {
  it('is complete when the answer was lost and the next one says that its upload is over', async () => {
    await expect(complete(s3Error(503, 'SlowDown'), s3Error(404, 'NoSuchUpload'))).resolves.toBeUndefined()
  })

  it('is not when its upload was gone before', async () => {
    await expect(complete(s3Error(404, 'NoSuchUpload'))).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('is not when S3 fails after it has answered 200', async () => {
    await expect(complete({ ...s3Error(500, 'InternalError'), status: 200 })).rejects.toMatchObject({
      name: 'InternalError',
    })
  })
})
