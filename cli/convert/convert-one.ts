import { existsSync } from 'node:fs'
import type { Client } from '../../client/api/client'
import { isTransient, ProblemError } from '../../client/api/errors'
import { retry } from '../../client/api/retry'
import type { ConversionOptions, Job } from '../../client/api/types'
import { waitForJob } from '../../client/api/wait'
import { openFile } from '../../client/upload/file-source'
import { putWithFetch } from '../../client/upload/put-part'
import { fingerprintOf } from '../../client/upload/ticket'
import { upload } from '../../client/upload/uploader'
import { failure } from '../errors'
import type { World } from '../world'
import { download, outputExists } from './download'
import type { Input } from './inputs'
import { endingIn, type Place, pathOf, safeName } from './names'
import { endingOf } from './options'
import { type BegunRecord, recordOf } from './record'

/** Where a conversion is; shares are from 0 to 1. */
export type Stage =
  | { readonly name: 'preparing'; readonly share: number }
  | { readonly name: 'sending'; readonly sentBytes: number; readonly totalBytes: number }
  | { readonly name: 'converting'; readonly percent: number; readonly etaSeconds?: number | undefined }
  | { readonly name: 'downloading'; readonly bytes: number; readonly totalBytes: number }

export interface Conversion {
  readonly client: Client
  /** Its address. */
  readonly service: string
  readonly world: World
  /** The folder of the records of unfinished work. */
  readonly stateFolder: string
  readonly options: ConversionOptions
  readonly force: boolean
  /** Sends only the audio if it is certain to be the same. */
  readonly smart: boolean
  readonly onStage: (stage: Stage) => void
}

export interface Converted {
  readonly state: 'done' | 'skipped'
  readonly output: string
  readonly job?: Job
  /** Bytes that were not sent because smart upload left them out. */
  readonly savedBytes?: number
}

/**
 * Takes one input all the way to a file on this disk, and resumes unfinished work.
 *
 * @throws CliError, ProblemError, NetworkError, PartError, what `node:fs` throws, or the signal's reason
 */
export async function convertOne(input: Input, conversion: Conversion): Promise<Converted> {
  const { client, world, options, force, onStage } = conversion
  const expected = expectedPath(input, options)
  if (expected !== undefined && !force && existsSync(expected)) {
    if (input.found) return { state: 'skipped', output: expected }
    throw outputExists(expected)
  }
  const record = recordOf(
    conversion.stateFolder,
    conversion.service,
    input.kind === 'url' ? input.url : input.path,
    options,
  )
  const begun =
    input.kind === 'url' ? await begin(input.url, conversion, record) : await send(input.path, conversion, record)
  const job = await waitForJob(client, begun.job.id, {
    signal: world.signal,
    onProgress: ({ progress: { percent, etaSeconds } }) => onStage({ name: 'converting', percent, etaSeconds }),
  })
  if (job.state !== 'done') {
    record.forget()
    throw failure(job.reason?.code ?? job.state, job.reason?.message ?? `The job was ${job.state}.`)
  }
  const output = outputOf(input, job)
  const totalBytes = job.audio?.size ?? 0
  await download(client, job, output, {
    fetch: world.fetch,
    signal: world.signal,
    force,
    onProgress: (bytes) => onStage({ name: 'downloading', bytes, totalBytes }),
  })
  record.forget()
  return { state: 'done', output, job, savedBytes: begun.savedBytes }
}

/** Where the audio will be, if that is known beforehand. */
export function expectedPath({ place }: Input, options: ConversionOptions): string | undefined {
  const ending = endingOf(options)
  return 'stem' in place && (place.ending ?? ending) !== undefined ? pathOf(place, ending ?? '') : undefined
}

/** From the service's answer, only the extension is used; for an address also the name, sanitized. */
function outputOf({ place }: Input, { audio }: Job): string {
  const name = safeName(audio?.name ?? '')
  const ending = endingIn(name) ?? 'audio'
  const stem = name.endsWith(`.${ending}`) ? name.slice(0, -ending.length - 1) : name
  const whole: Place = 'stem' in place ? place : { ...place, stem }
  return pathOf(whole, ending)
}

interface Sent {
  readonly job: Job
  readonly savedBytes: number
}

async function send(path: string, conversion: Conversion, record: BegunRecord): Promise<Sent> {
  const { client, world, options, smart, onStage } = conversion
  const { signal } = world
  const file = await openFile(path)
  try {
    const fingerprint = await fingerprintOf(file)
    const earlier = record.read()
    const isSame = earlier?.fingerprint === fingerprint
    const running = isSame ? await stillOnItsWay(client, earlier.jobId, signal) : undefined
    if (running) return { job: running, savedBytes: 0 }

    // The code that reads videos is large, so it is loaded only when needed.
    const prepared = smart
      ? await (await import('../../client/smart/in-node')).preparePath(path, options, {
          signal,
          carryChapters: true,
          onProgress: (share) => onStage({ name: 'preparing', share }),
        })
      : undefined
    try {
      const job = await upload(client, prepared?.source ?? file, prepared?.options ?? options, {
        ticket: isSame ? earlier.ticket : undefined,
        onTicket: (ticket) => record.keep({ jobId: ticket.jobId, fingerprint, ticket }),
        onProgress: (progress) => onStage({ name: 'sending', ...progress }),
        put: putWithFetch(world.fetch),
        signal,
      })
      return { job, savedBytes: prepared?.savedBytes ?? 0 }
    } finally {
      await prepared?.discard()
    }
  } finally {
    await file.close()
  }
}

async function begin(url: string, { client, world, options }: Conversion, record: BegunRecord): Promise<Sent> {
  const { signal } = world
  const earlier = record.read()
  const running = earlier && (await stillThere(client, earlier.jobId, signal))
  if (running && !['failed', 'expired', 'cancelled'].includes(running.state)) return { job: running, savedBytes: 0 }
  const key = crypto.randomUUID()
  const job = await retry(() => client.import({ url, options }, { signal, key }), { isTransient, signal })
  record.keep({ jobId: job.id })
  return { job, savedBytes: 0 }
}

/** The job, if its upload is complete and it has not failed. */
async function stillOnItsWay(client: Client, id: string, signal: AbortSignal): Promise<Job | undefined> {
  const job = await stillThere(client, id, signal)
  return job && ['uploaded', 'converting', 'done'].includes(job.state) ? job : undefined
}

async function stillThere(client: Client, id: string, signal: AbortSignal): Promise<Job | undefined> {
  try {
    return await retry(() => client.job(id, { signal }), { isTransient, signal })
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined
    throw error
  }
}
