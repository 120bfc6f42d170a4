import { createWriteStream, existsSync } from 'node:fs'
import { link, mkdir, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Client } from '../../client/api/client'
import { isTransient, isTransientStatus, NetworkError } from '../../client/api/errors'
import type { Fetch } from '../../client/api/http'
import { type RetryOptions, retry } from '../../client/api/retry'
import type { Job } from '../../client/api/types'
import { CliError, failure } from '../errors'

export interface DownloadOptions {
  readonly fetch: Fetch
  readonly signal: AbortSignal
  /** Replaces an existing file. */
  readonly force: boolean
  readonly onProgress?: (bytes: number) => void
  readonly sleep?: RetryOptions['sleep']
}

export function outputExists(path: string) {
  return failure(
    'output-exists',
    `${path} already exists and was left unchanged. Use --force to replace it, or -o for another place.`,
  )
}

/**
 * Downloads the audio of a finished job. In the end there is a complete file of that name, with the size that the service says, or none: it is
 * written to a temporary file first. Missing folders are created.
 *
 * @throws CliError, ProblemError, NetworkError, what `node:fs` throws, or the signal's reason
 */
export async function download(
  client: Client,
  { id, audio }: Job,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const { signal, force, sleep } = options
  if (!audio) throw failure('no-audio-yet', `Job ${id} has no audio to download.`)
  if (!force && existsSync(path)) throw outputExists(path)
  await mkdir(dirname(path), { recursive: true })
  const part = join(dirname(path), `.audiolift-${crypto.randomUUID()}.part`)
  try {
    await retry(() => fetchInto(client, id, audio.size, part, options), {
      isTransient,
      signal,
      attempts: 4,
      sleep,
    })
    if (force) return await rename(part, path)
    await link(part, path) // unlike a rename, this fails if the file exists by now
    await unlink(part)
  } catch (error) {
    await rm(part, { force: true })
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? outputExists(path) : error
  }
}

async function fetchInto(client: Client, id: string, size: number, part: string, options: DownloadOptions) {
  const { fetch, signal, onProgress } = options
  const { url } = await client.audioUrl(id, { signal })
  let received = 0
  try {
    const { status, body } = await fetch(url, { signal })
    if (isTransientStatus(status)) throw new NetworkError(`The storage did not answer as expected (HTTP ${status}).`)
    if (status !== 200) throw failure('download-refused', `The storage refused the download (HTTP ${status}).`)
    async function* counted() {
      for await (const chunk of body ?? []) {
        received += chunk.length
        onProgress?.(received)
        yield chunk
      }
    }
    await pipeline(counted, createWriteStream(part), { signal })
  } catch (cause) {
    signal.throwIfAborted()
    // Errors of the disk are passed on as they are.
    if (cause instanceof NetworkError || cause instanceof CliError || isOfDisk(cause)) throw cause
    throw new NetworkError('The connection was lost while downloading. Check your connection and try again.', { cause })
  }
  if (received !== size)
    throw new NetworkError(`${received} of ${size} bytes arrived. Check your connection and try again.`)
}

function isOfDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).path !== undefined
}
