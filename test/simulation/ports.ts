import type { Job, JobIn, Row } from '../../lambdas/jobs/domain'
import { type Final, isFinal, type Transition } from '../../lambdas/jobs/life'
import type { AudioStore, JobEvent, JobStore, Outbox, SourceStore } from '../../lambdas/jobs/ports'
import type { Process } from './process'

/** The jobs table as a process reaches it: each call is an effect, named by what it does to the job. */
export function jobsOf(process: Process, jobs: JobStore): JobStore {
  return {
    ...jobs,
    create: (...args) => process.effect('reserve', () => jobs.create(...args)),
    get: (ref) => {
      process.at = ref
      return process.effect('read job', () => jobs.get(ref))
    },
    getRow: (ref) => {
      process.at = ref
      return process.effect('read job', () => jobs.getRow(ref))
    },
    take: (transition) => process.effect(nameOf(transition), () => jobs.take(transition)),
    remove: (...args) => process.effect('remove row', () => jobs.remove(...args)),
    account: (...args) => process.effect('read quota', () => jobs.account(...args)),
    keyedRequest: (...args) => process.effect('read key', () => jobs.keyedRequest(...args)),
    list: (...args) => process.effect('list jobs', () => jobs.list(...args)),
    due: (now, limit) => process.effect('query due', () => jobs.due(now, limit)),
  }
}

export function sourcesOf(process: Process, sources: SourceStore): SourceStore {
  return {
    begin: (...args) => process.effect('begin upload', () => sources.begin(...args)),
    // Signing reaches nobody.
    signParts: sources.signParts,
    putPart: (...args) => process.effect('put source part', () => sources.putPart(...args)),
    arrived: (upload) => process.effect('list parts', () => sources.arrived(upload)),
    complete: (upload) => process.effect('complete upload', () => sources.complete(upload)),
    abort: (upload) => process.effect('abort upload', () => sources.abort(upload)),
    size: (ref) => process.effect('read source size', () => sources.size(ref)),
    read: (ref, start, end, signal) => process.effect('read source', () => sources.read(ref, start, end, signal)),
    remove: (ref) => process.effect('remove source', () => sources.remove(ref)),
  }
}

export function audioOf(process: Process, audio: AudioStore): AudioStore {
  return {
    link: audio.link,
    linkPeaks: audio.linkPeaks,
    removeAll: (ref) => process.effect('remove audio', () => audio.removeAll(ref)),
  }
}

export function outboxOf(
  process: Process,
  to: {
    readonly fetch: (job: Job) => void
    readonly convert: (job: Job) => void
    readonly publish: (event: JobEvent) => void
  },
): Outbox {
  return {
    fetch: (job) => process.effect('send to import queue', () => to.fetch(job)),
    convert: (job) => process.effect('send to convert queue', () => to.convert(job)),
    publish: (event) => process.effect('publish event', () => to.publish(event)),
  }
}

function nameOf({ from, to }: Transition): string {
  if (to.state === 'uploaded' && from.state === 'reserved') return 'confirm upload'
  if (to.state === 'uploaded' && from.state === 'failed') return 'retry'
  if (to.dispatch > from.dispatch) return 'hand over again'
  if (to.state === 'converting') return nameOfConverting(from, to)
  if (to.state === 'reserved' && from.state === 'reserved') return nameOfImporting(from, to)
  if (isFinal(to) && isFinal(from) && to.state === from.state) return nameOfLeaving(from, to)
  const names: { readonly [S in Row['state']]?: string } = {
    done: 'finish',
    failed: 'fail',
    expired: 'expire',
    cancelled: 'cancel',
    removed: 'begin removal',
  }
  const name = names[to.state]
  if (!name) throw new Error(`What is ${from.state} → ${to.state}?`)
  return name
}

/** A step of a job that is over and stays so. */
function nameOfLeaving(from: Final, to: Final): string {
  if (to.told !== from.told) return 'mark mail as sent'
  if (to.telling !== from.telling) return 'begin mail'
  return to.source === 'gone' ? 'give bytes back' : 'drop source'
}

function nameOfConverting(from: Job, to: JobIn<'converting'>): string {
  if (to.epoch > from.epoch) return 'claim'
  if (from.state === 'converting' && to.metered !== from.metered) return 'meter audio'
  return to.dueAt === to.leaseUntil ? 'heartbeat' : 'give back'
}

function nameOfImporting(from: JobIn<'reserved'>, to: JobIn<'reserved'>): string {
  if (to.epoch > from.epoch) return 'claim import'
  if (to.import?.validator !== from.import?.validator || to.upload.id !== from.upload.id) return 'begin import'
  if (to.size !== from.size) return 'grow import'
  return to.dueAt === to.import?.leaseUntil ? 'report import' : 'give back'
}
