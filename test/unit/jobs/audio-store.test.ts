import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3Client } from '@aws-sdk/client-s3'
import { s3AudioStore } from '../../../lambdas/jobs/aws/audio-store'
import { ada, jobId } from '../../support/jobs'

const listed =
  '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>audio/a/1/audio</Key></Contents></ListBucketResult>'
const left =
  '<DeleteResult><Error><Key>audio/a/1/audio</Key><Code>InternalError</Code><Message>Try again</Message></Error></DeleteResult>'

let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve)))

/** A store before an S3 that lists one object, and answers so to its removal. */
async function storeThatHears(removal: string) {
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/xml', connection: 'close' })
    response.end(request.method === 'GET' ? listed : removal)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  })
  return s3AudioStore(client, 'audio')
}

describe('the removal of outputs', () => {
  it('has failed where S3 says that it left some, though it answers 200', async () => {
    const store = await storeThatHears(left)
    await expect(store.removeAll({ owner: ada, id: jobId })).rejects.toThrow('S3 left 1 objects: InternalError')
  })

  it('is over where S3 has nothing to say', async () => {
    const store = await storeThatHears('<DeleteResult/>')
    await expect(store.removeAll({ owner: ada, id: jobId })).resolves.toBeUndefined()
  })
})
