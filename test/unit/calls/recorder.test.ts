import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { temporaryFolder } from '../../support/temporary-folder'

const access = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }

it('writes down what a client calls and what it only signs', async () => {
  const folder = temporaryFolder('calls')
  Object.assign(process.env, {
    RECORDED_CALLS: folder,
    AWS_LAMBDA_FUNCTION_NAME: 'audiolift-local-auth-mail-code',
    JOBS_TABLE: 'jobs-x1',
    AUDIO_BUCKET: 'audio-x2',
  })
  await import('../../../lib/calls/recorder')

  await getSignedUrl(new S3Client(access), new GetObjectCommand({ Bucket: 'audio-x2', Key: 'audio/1' }))
  const nobody = new DynamoDBClient({ ...access, endpoint: 'http://127.0.0.1:1', maxAttempts: 1 })
  const call = nobody.send(new GetItemCommand({ TableName: 'jobs-x1', Key: { pk: { S: 'USER#ada' } } }))
  await expect(call).rejects.toThrow()

  const lines = readFileSync(join(folder, 'audiolift-local-auth-mail-code.jsonl'), 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { fn: 'auth/mail-code', operation: 'S3.GetObject', on: 'AUDIO_BUCKET', key: 'audio/1', signed: true },
    { fn: 'auth/mail-code', operation: 'DynamoDB.GetItem', on: 'JOBS_TABLE', key: 'USER#ada' },
  ])
})
