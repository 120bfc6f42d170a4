import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { discoverAll } from '../../../local/registry'
import { addresses } from './cloud'

/** SHA-256 of a job's stored source. */
export async function storedSha256(owner: string, jobId: string): Promise<string> {
  return sha256(await stored(owner, jobId))
}

/** Writes a job's stored source to a file. @returns its path */
export async function saveSource(owner: string, jobId: string, path: string): Promise<string> {
  await writeFile(path, await stored(owner, jobId))
  return path
}

async function stored(owner: string, jobId: string): Promise<Readable> {
  const { emulator: endpoint } = addresses()
  const Bucket = (await discoverAll(endpoint)).get('jobs/uploads-bucket')
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true })
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `uploads/${owner}/${jobId}` }))
  return Body as Readable
}

/** SHA-256 of a file. */
export function fileSha256(path: string): Promise<string> {
  return sha256(createReadStream(path))
}

async function sha256(bytes: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of bytes) hash.update(chunk)
  return hash.digest('hex')
}
