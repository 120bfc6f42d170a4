import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { waitForJob } from '../../../client/api/wait'
import { addresses, page, user } from './cloud'
import { type Fault, startFaultyProxy } from './faulty-proxy'
import { fileSha256, storedSha256 } from './stored-source'
import type { Uploading } from './uploading-process'

const MiB = 1024 ** 2

export interface Outcome {
  /** SHA-256 of the file, and of what is stored. */
  readonly sent: string
  readonly stored: string
  readonly happened: ReadonlyMap<Fault, number>
  readonly killed: number
  /** Bytes that were sent completely, as a multiple of the file's size. */
  readonly sentTimes: number
}

/**
 * Uploads a file of this many MiB through a proxy that cuts, damages, fails and expires requests. The uploading process is
 * killed (SIGKILL) and started again whenever it reaches the next of `deaths`, which are shares of the file.
 */
export async function uploadUnderFaults(size: number, deaths: readonly number[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'audiolift-faults-'))
  const { emulator } = addresses()
  const proxy = await startFaultyProxy(emulator, weather)
  try {
    const [{ client, token }, path] = [await user(), await noise(join(folder, 'noise.mp4'), size)]
    const told = { page: page(), accessToken: token, path, ticket: join(folder, 'ticket.json') }
    const uploading: Uploading = { ...told, proxy: proxy.url, storage: emulator }
    for (const death of deaths) await runUntil(uploading, death * size * MiB)
    const jobId = await runToEnd(uploading)
    await waitForJob(client, jobId)
    return {
      sent: await fileSha256(path),
      stored: await storedSha256((await client.me()).id, jobId),
      happened: proxy.happened,
      killed: deaths.length,
      sentTimes: proxy.passedBytes() / (size * MiB),
    }
  } finally {
    await proxy.stop()
    await rm(folder, { recursive: true })
  }
}

/** Of every eight requests, one is cut, one is damaged, one gets a storage error, and one has an expired URL. */
function weather(count: number): Fault | undefined {
  return (['cut', undefined, 500, undefined, 403, undefined, 'damage'] as const)[count % 8]
}

/** Bytes without repetition. */
async function noise(path: string, size: number): Promise<string> {
  const file = await open(path, 'w')
  for (let written = 0; written < size; written++) await file.write(randomBytes(MiB))
  await file.close()
  return path
}

function start(uploading: Uploading): { readonly child: ChildProcess; readonly said: AsyncIterable<string> } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/e2e/support/uploading-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, UPLOADING: JSON.stringify(uploading) },
  })
  return { child, said: createInterface(child.stdout) }
}

/** Kills it (SIGKILL) as soon as it has sent this many bytes, even in the middle of a part. */
async function runUntil(uploading: Uploading, bytes: number): Promise<void> {
  const { child, said } = start(uploading)
  const closed = once(child, 'close')
  for await (const line of said) if (JSON.parse(line).sentBytes >= bytes) child.kill('SIGKILL')
  const [, signal] = await closed
  if (signal !== 'SIGKILL') throw new Error('It ended before it could be killed')
}

async function runToEnd(uploading: Uploading): Promise<string> {
  const { child, said } = start(uploading)
  const closed = once(child, 'close')
  let last = ''
  for await (const line of said) last = line
  const [code] = await closed
  if (code !== 0) throw new Error(`It ended with ${code}`)
  return JSON.parse(last).jobId
}
