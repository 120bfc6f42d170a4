import { allowanceOf, requireRoom } from '../jobs/allowance'
import { type Audio, audioName, type JobIn, JobRef } from '../jobs/domain'
import type { LeaseDeps } from '../jobs/lease'
import { claim, fail, finish, giveBack } from '../jobs/life'
import { meter } from '../jobs/metering'
import type { SourceStore } from '../jobs/ports'
import { QuotaExceeded, type Quotas } from '../jobs/quotas'
import { ConversionError, type ConvertEnvironment, type ConvertResult, type convert } from './engine'
import { keptChapters } from './kept-chapters'
import { holdLease } from './lease'
import { multipartSink, type OutputStore } from './multipart-sink'
import { inTemporaryFolder } from './temporary-folder'

export interface WorkDeps extends LeaseDeps {
  readonly sources: SourceStore
  readonly quotas: Quotas
  readonly outputs: OutputStore
  readonly convert: typeof convert
  /** The engine's programs, and how many encoders it may start. */
  readonly machine: Pick<ConvertEnvironment, 'ffmpeg' | 'encoder' | 'launcher' | 'workers'>
  /** Where the engine works: on this machine's disk, unless there is none. */
  readonly inFolder?: typeof inTemporaryFolder
}

/**
 * Converts the job that a message of the convert queue names. A message for a job that is over, or that another worker holds,
 * is a late copy and does nothing. Only what happens before the claim throws, for the queue to try again; afterwards the row knows.
 */
export async function work(deps: WorkDeps, body: string): Promise<void> {
  const { jobs, terms, now, log } = deps
  const job = await jobs.get(JobRef.parse(JSON.parse(body)))
  const transition = job && claim(job, now(), terms)
  const claimed = transition && (await jobs.take(transition))
  if (!claimed) return log.info('nothing to do', { ...(job && { job: job.id, state: job.state }) })
  log.info('claimed', { job: claimed.id, epoch: claimed.epoch, attempt: claimed.attempts })

  const lease = holdLease(deps, claimed)
  try {
    const allowance = await allowanceOf(deps, claimed.owner)
    // A day's quota that is used up already is not worth the work, unless it was an earlier worker of this job who used it.
    if (!claimed.metered) requireRoom(allowance, { audioSecondsPerDay: 1 }, now())
    const admit = async (seconds: number): Promise<void> => {
      await lease.take((job) => meter(job, seconds, now(), allowance.quotas))
    }
    const result = await convertSource(deps, claimed, lease, admit)
    await lease.release()
    const done = await jobs.take(finish(lease.job(), audioOf(claimed, result), now(), terms, allowance.quotas))
    if (!done) return log.warn('lost the job', { job: claimed.id, epoch: claimed.epoch })
    // Titles are the owner's.
    const { chapters, ...figures } = result
    log.info('done', { job: claimed.id, epoch: claimed.epoch, ...figures, chapters: chapters?.length })
  } catch (error) {
    await lease.release()
    if (lease.signal.aborted) return log.warn('lost the job', { job: claimed.id, epoch: claimed.epoch })
    await settleFailure(deps, lease.job(), error)
  }
}

function convertSource(
  deps: WorkDeps,
  job: JobIn<'converting'>,
  lease: ReturnType<typeof holdLease>,
  admit: (seconds: number) => Promise<void>,
): Promise<ConvertResult> {
  return (deps.inFolder ?? inTemporaryFolder)((workDirectory) =>
    deps.convert({
      source: { size: job.size, read: (start, end, signal) => deps.sources.read(job, start, end, signal) },
      options: job.options,
      sink: multipartSink(deps.outputs, job, deps.log),
      onProgress: lease.report,
      signal: lease.signal,
      ...deps.machine,
      workDirectory,
      admit,
    }),
  )
}

/** What the media or the owner's quota are to blame for is final; everything else is tried again. */
async function settleFailure(
  { jobs, terms, now, log }: WorkDeps,
  job: JobIn<'converting'>,
  error: unknown,
): Promise<void> {
  if (error instanceof ConversionError && error.reason !== 'system') {
    log.warn('failed', { job: job.id, reason: error.reason, detail: error.detail })
    await jobs.take(fail(job, { code: error.reason, message: error.message }, now(), terms))
    return
  }
  if (error instanceof QuotaExceeded) {
    log.warn('failed', { job: job.id, reason: 'quota', limit: error.limit })
    await jobs.take(fail(job, { code: 'quota', message: error.message }, now(), terms))
    return
  }
  log.error('attempt failed', { job: job.id, attempt: job.attempts, error })
  await jobs.take(giveBack(job, now(), terms))
}

function audioOf(job: JobIn<'converting'>, result: ConvertResult): Audio {
  return {
    name: audioName(job.name, result.extension),
    format: job.options.format,
    contentType: result.contentType,
    codec: result.codec,
    size: result.size,
    duration: result.duration,
    ...(result.bitrate !== undefined && { bitrate: result.bitrate }),
    sampleRate: result.sampleRate,
    channels: result.channels,
    mode: result.mode,
    ...keptChapters(result.chapters),
  }
}
