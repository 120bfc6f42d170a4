import { S3Client } from '@aws-sdk/client-s3'
import { s3SourceStore } from '../../../lambdas/jobs/aws/source-store'
import { jobIn } from '../../support/jobs'
import { type Reply, s3Error, scriptedService } from '../../support/scripted-service'

const oneTag = '<Part><PartNumber>1</PartNumber><ETag>"tag"</ETag><Size>1000</Size></Part>'
const parts: Reply = { status: 200, body: `<ListPartsResult>${oneTag}</ListPartsResult>` }
const completed: Reply = {
  status: 200,
  body: '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>',
}
const conflict = s3Error(409, 'ConditionalRequestConflict')

let close: () => Promise<unknown>
afterEach(() => close())

/** Completes an upload in an S3 that answers so, and tells how often it was asked to. */
async function complete(...replies: readonly Reply[]) {
  const { calls, config, close: closeService } = await scriptedService(replies)
  close = closeService
  const client = new S3Client({ ...config, forcePathStyle: true, maxAttempts: 1 })
  const outcome = s3SourceStore(client, 'uploads', Date.now, { tries: 3, first: 1, longest: 2 }).complete(
    jobIn('reserved'),
  )
  return { outcome, tries: () => calls.filter(({ method }) => method === 'POST').length }
}

describe('of two calls that complete an upload at the same time', () => {
  it.each([conflict, s3Error(409, 'OperationAborted')])('the one that S3 refuses asks again: %j', async (refusal) => {
    const { outcome, tries } = await complete(parts, refusal, parts, completed)
    await outcome
    expect(tries()).toBe(2)
  })

  it.each([
    ['its upload is over', s3Error(404, 'NoSuchUpload')],
    ['the source is there', s3Error(412, 'PreconditionFailed')],
  ])('the other has done it when %s', async (_, answer) => {
    const { outcome, tries } = await complete(parts, conflict, parts, answer)
    await expect(outcome).resolves.toBeUndefined()
    expect(tries()).toBe(2)
  })

  it('the other has done it when there are no parts any more', async () => {
    const { outcome, tries } = await complete(parts, conflict, s3Error(404, 'NoSuchUpload'))
    await expect(outcome).resolves.toBeUndefined()
    expect(tries()).toBe(1)
  })

  it('the second gives up after so many tries, with a sentence for the user', async () => {
    const { outcome, tries } = await complete(parts, conflict, parts, conflict, parts, conflict)
    await expect(outcome).rejects.toMatchObject({ code: 'too-many-requests' })
    expect(tries()).toBe(3)
  })
})

it('what S3 refuses for any other reason fails at once', async () => {
  const { outcome, tries } = await complete(parts, s3Error(400, 'InvalidRequest'))
  await expect(outcome).rejects.toMatchObject({ name: 'InvalidRequest' })
  expect(tries()).toBe(1)
})
