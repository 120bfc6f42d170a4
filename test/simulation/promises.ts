import { audioKey, type JobIn, type JobRef, peaksKey, type Row } from '../../lambdas/jobs/domain'
import { isFinal } from '../../lambdas/jobs/life'
import type { Usage } from '../../lambdas/jobs/quotas'
import type { Output } from './engine'
import type { Faults } from './faults'
import { type Ledger, short } from './ledger'
import type { Process } from './process'

const hour = 3_600_000

/** A job that nobody disturbs any more ends within so many milliseconds. */
export const bound = 2 * hour

type State = Row['state'] | 'none'

const ways: { readonly [S in State]: readonly State[] } = {
  none: ['reserved'],
  reserved: ['reserved', 'uploaded', 'failed', 'expired', 'cancelled'],
  uploaded: ['uploaded', 'converting', 'failed', 'cancelled'],
  converting: ['converting', 'done', 'failed', 'cancelled'],
  done: ['done', 'removed'],
  failed: ['failed', 'removed', 'uploaded'],
  expired: ['expired', 'removed'],
  cancelled: ['cancelled', 'removed'],
  removed: ['none'],
}

/** What is looked at when a write was committed, by whom it was. */
export interface Scene {
  readonly ledger: Ledger
  readonly faults: Faults
  readonly now: () => number
  readonly outputs: ReadonlyMap<string, Output>
  readonly rows: ReadonlyMap<string, Row>
  readonly hasSource: (ref: JobRef) => boolean
  /** Those by the day are of all days together. */
  readonly counted: (owner: string) => Usage
}

/** Holds one committed write against the promises that can be judged at once. */
export function judgeWrite(scene: Scene, process: Process, before: Row | undefined, after: Row | undefined): void {
  const { ledger } = scene
  const job = after ?? before
  if (!job) return
  const way = `${short(job.id)} ${before?.state ?? 'none'} → ${after?.state ?? 'none'} by ${process.name}`
  if (!ways[before?.state ?? 'none'].includes(after?.state ?? 'none'))
    ledger.breaks('doubled or mixed', `${way} is not a step`)
  tallyUse(ledger, before, after)
  judgeQuota(scene, job.owner)
  if (after) judgeStep(scene, process, before, after)
  else judgeLeftovers(scene, job)
}

function judgeStep(scene: Scene, process: Process, before: Row | undefined, after: Row): void {
  const epoch = before?.epoch ?? 0
  if (after.state === 'removed' && before) judgeRemoval(scene, before)
  if ((after.state === 'converting' || after.state === 'reserved') && after.epoch !== epoch)
    judgeClaim(scene, process, before, after)
  else if (after.epoch !== epoch)
    scene.ledger.breaks('doubled or mixed', `${short(after.id)}: ${process.name} changed the epoch`)
  if (after.state === 'done' && before?.state !== 'done') judgeOutput(scene, process, after)
  if (isFinal(after) && before && !isFinal(before)) judgeEnd(scene, before, after)
}

/** An epoch belongs to one worker, and a worker keeps its job while its lease runs. */
function judgeClaim({ ledger }: Scene, process: Process, before: Row | undefined, after: Row): void {
  const who = `${short(after.id)}: ${process.name}`
  if (after.epoch !== (before?.epoch ?? 0) + 1)
    ledger.breaks('doubled or mixed', `${who} claimed epoch ${after.epoch} after ${before?.epoch}`)
  if (before && leaseOf(before) > process.now())
    ledger.breaks('doubled or mixed', `${who} took the job from a worker whose lease ran on`)
}

function leaseOf(job: Row): number {
  if (job.state === 'converting') return job.leaseUntil
  return job.state === 'reserved' && job.import ? job.import.leaseUntil : 0
}

/** The output of a job that is done is whole, and is that of the worker who said so. */
function judgeOutput({ ledger, outputs }: Scene, process: Process, job: JobIn<'done'>): void {
  const output = outputs.get(audioKey(job))
  const what = `${short(job.id)}, done by ${process.name}`
  if (!output) ledger.breaks('doubled or mixed', `${what}: there is no output of epoch ${job.epoch}`)
  else if (output.parts.some((by) => by !== process.name) || output.parts.length !== output.count)
    ledger.breaks('doubled or mixed', `${what}: its output is of ${output.parts.join(', ')}`)
  else if (!outputs.has(peaksKey(job, 'overview'))) ledger.breaks('doubled or mixed', `${what}: it has no peaks`)
  else if (output.size !== job.audio.size) ledger.breaks('doubled or mixed', `${what}: it has another size`)
}

function judgeEnd({ ledger, faults, now }: Scene, before: Row, after: Row): void {
  const acknowledged = ledger.acknowledged.get(after.id)
  if (after.state === 'cancelled' && !ledger.wished(after.id, 'cancel', 'remove'))
    ledger.breaks('lost', `${short(after.id)} was cancelled, but nobody asked for it`)
  if (after.state === 'expired' && acknowledged !== undefined)
    ledger.breaks('lost', `${short(after.id)} expired after its upload was acknowledged`)
  if (before.state === 'reserved') return
  const took = now() - Math.max(acknowledged ?? 0, faults.lastAt, before.updatedAt)
  if (took > bound) ledger.breaks('stuck', `${short(after.id)} ended ${Math.round(took / 60_000)} minutes too late`)
}

function judgeRemoval({ ledger, now }: Scene, job: Row): void {
  if (!isFinal(job)) return
  // As much as clocks are wrong.
  const tolerance = 2 * 60_000
  if (job.keptUntil > now() + tolerance && !ledger.wished(job.id, 'remove'))
    ledger.breaks('lost', `${short(job.id)} was removed before its time`)
}

/** Where a row goes, its source went before; a worker that was not told in time may store audio yet. */
function judgeLeftovers({ ledger, hasSource }: Scene, job: Row): void {
  if (hasSource(job)) ledger.breaks('quota', `${short(job.id)} is removed, but its source is there`)
}

/** What a write uses up for good of the limits by the day. */
function tallyUse(ledger: Ledger, before: Row | undefined, after: Row | undefined): void {
  if (!after) return
  const isStart = !before || (before.state === 'failed' && after.state === 'uploaded')
  if (isStart) ledger.use(after.owner, { jobs: 1 })
  if (after.state === 'done' && before?.state === 'converting')
    ledger.use(after.owner, { audioSeconds: Math.ceil(after.audio.duration) })
}

/** The counters say what the rows and the history say, after every single write. */
function judgeQuota({ ledger, rows, counted }: Scene, owner: string): void {
  const own = [...rows.values()].filter((row) => row.owner === owner)
  const sum = (amount: (row: Row) => number) => own.reduce((total, row) => total + amount(row), 0)
  const used = ledger.used(owner)
  const holds: Usage = {
    activeJobs: own.filter((row) => !isFinal(row) && row.state !== 'removed').length,
    storedBytes: sum((row) => ('source' in row && row.source === 'gone' ? 0 : row.size)),
    jobsPerDay: used.jobs,
    audioSecondsPerDay: used.audioSeconds + sum((row) => (row.state === 'converting' && row.metered?.seconds) || 0),
  }
  const says = counted(owner)
  for (const [limit, amount] of Object.entries(holds))
    if (says[limit as keyof Usage] !== amount)
      ledger.breaks('quota', `${limit}: ${amount} are counted as ${says[limit as keyof Usage]}`)
}

/** Holds the whole history against the promises, once all is quiet. */
export function judgeHistory(
  { ledger }: Scene,
  end: {
    readonly rows: readonly Row[]
    readonly untold: number
    readonly isUndelivered: (id: string) => boolean
    /** Idempotency keys under which jobs were reserved, for one job each. A job is tried again once at most, under one key, too. */
    readonly reservations: number
    readonly writes: readonly { readonly before: Row | undefined; readonly after: Row | undefined }[]
  },
): void {
  const jobs = end.writes.filter(({ before }) => !before).length
  if (jobs > end.reservations)
    ledger.breaks('doubled or mixed', `${end.reservations} reservations have made ${jobs} jobs`)
  const retried = end.writes.filter(({ before, after }) => before?.state === 'failed' && after?.state === 'uploaded')
  if (new Set(retried.map(({ after }) => after?.id)).size < retried.length)
    ledger.breaks('doubled or mixed', 'a job was tried again more than once')
  for (const row of end.rows) ledger.breaks('stuck', `${short(row.id)} is still ${row.state}`)
  if (end.untold > 0) ledger.breaks('stuck', `${end.untold} writes were never told`)

  const ended = new Map<string, Row[]>()
  for (const { job } of ledger.ends) ended.set(job.id, [...(ended.get(job.id) ?? []), job])
  for (const [id] of ledger.acknowledged) {
    const isOver = ended.get(id)?.some(({ state }) => state === 'done' || state === 'failed')
    if (!isOver && !ledger.wished(id, 'cancel', 'remove'))
      ledger.breaks('lost', `${short(id)} was acknowledged, but ended neither in done nor in failed`)
  }

  const told = new Map<string, string[]>()
  for (const { event } of ledger.events.values()) told.set(event.job, [...(told.get(event.job) ?? []), event.state])
  for (const id of new Set([...ended.keys(), ...told.keys()])) {
    const happened = (ended.get(id) ?? []).map(({ state }) => state).sort()
    const published = (told.get(id) ?? []).sort()
    if (happened.join() !== published.join())
      ledger.breaks(
        'event',
        `${short(id)} ended as ${happened.join(', ')}; told was ${published.join(', ') || 'nothing'}`,
      )
  }

  for (const [id, jobs] of ended) {
    const last = jobs.at(-1)
    const isMailed = !last || (last.state !== 'done' && last.state !== 'failed') || ledger.mailed(id, last.state)
    if (!isMailed && !ledger.wished(id, 'remove', 'retry') && !end.isUndelivered(id))
      ledger.breaks('event', `${short(id)}: nobody was mailed that it is ${last?.state}`)
  }
}
