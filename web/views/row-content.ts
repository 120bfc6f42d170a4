import { isFinal, type Job } from '../../client/api/types'
import { formatBytes, formatDuration, formatTime, formatWait } from '../format'
import type { IconName } from '../icons'
import type { Transfer } from '../transfer'
import { words } from '../words'
import type { Action, RowContent } from './row'

export interface JobActions {
  play(job: Job): void
  download(job: Job): Promise<void>
  cancel(job: Job): Promise<void>
  retry(job: Job): Promise<void>
  remove(job: Job): void
}

/** A job as a row. */
export function jobContent(job: Job, run: JobActions): RowContent {
  const text = words.job
  const { audio, progress, source } = job
  const eta = job.state === 'converting' ? progress.etaSeconds : undefined
  const actions: Action[] = []
  if (job.state === 'done')
    actions.push({ text: text.download, icon: 'download', look: 'primary', run: () => run.download(job) })
  if (job.state === 'failed') actions.push({ text: text.retry, icon: 'back', run: () => run.retry(job) })
  if (isFinal(job)) actions.push({ text: text.remove, icon: 'trash', look: 'bare', run: () => run.remove(job) })
  else actions.push({ text: text.cancel, icon: 'close', run: () => run.cancel(job) })
  const stages = stagesOf(job)
  return {
    name: audio?.name ?? job.name,
    ...lookOf(job),
    state: job.state === 'done' ? '' : text.state(job),
    details: [
      ...(audio ? [formatDuration(audio.duration)] : []),
      ...(audio || source.size > 0 ? [formatBytes(audio?.size ?? source.size)] : []),
      ...(source.host === undefined || audio ? [] : [text.from(source.host)]),
      eta === undefined ? formatTime(job.createdAt) : text.left(formatWait(eta)),
      ...(job.state === 'done' && job.expiresAt ? [text.until(formatTime(job.expiresAt))] : []),
    ],
    ...(job.reason ? { reason: words.reason(job.reason) } : {}),
    ...(stages ? { stages } : {}),
    ...(job.state === 'done' && audio?.contentType !== 'application/zip' ? { play: () => run.play(job) } : {}),
    actions,
  }
}

function stagesOf({ state, name, source, progress }: Job): RowContent['stages'] {
  const both = (send: number | undefined, convert: number | undefined) =>
    [
      { label: words.job.stageSend(name), percent: send },
      { label: words.job.stageConvert(name), percent: convert },
    ] as const
  if (state === 'uploaded') return both(100, undefined)
  if (state === 'converting') return both(100, progress.percent)
  if (state !== 'reserved' || source.host === undefined) return undefined
  return both(source.size > 0 ? (100 * (source.received ?? 0)) / source.size : undefined, 0)
}

function lookOf({ state }: Job): { readonly tone: RowContent['tone']; readonly mark: IconName } {
  if (state === 'done') return { tone: 'good', mark: 'file' }
  if (state === 'failed') return { tone: 'bad', mark: 'alert' }
  if (state === 'uploaded' || state === 'converting') return { tone: 'busy', mark: 'wave' }
  return { tone: 'quiet', mark: state === 'reserved' ? 'up' : 'close' }
}

export interface TransferActions {
  cancel(key: string): Promise<void>
  retry(key: string): void
  pause(key: string): void
  resume(key: string): void
  chooseAgain(transfer: Transfer): void
}

/** A file on its way as a row. */
export function transferContent(transfer: Transfer, run: TransferActions): RowContent {
  const text = words.job
  const { name, size, sentBytes, totalBytes, phase } = transfer
  const sent = totalBytes > 0 ? (100 * sentBytes) / totalBytes : 0
  const isMoving = phase === 'preparing' || phase === 'sending' || phase === 'finishing'
  const stages = [
    { label: text.stageSend(name), percent: phase === 'preparing' ? 0 : phase === 'finishing' ? 100 : sent },
    { label: text.stageConvert(name), percent: 0 },
  ] as const
  return {
    name,
    ...lookOfTransfer(transfer),
    state: stateOf(transfer, Math.floor(sent)),
    details: [
      phase === 'sending' ? text.bytes(formatBytes(sentBytes), formatBytes(totalBytes)) : formatBytes(totalBytes),
      ...(transfer.secondsLeft !== undefined && phase === 'sending'
        ? [text.left(formatWait(transfer.secondsLeft))]
        : []),
      ...(totalBytes < size ? [text.saved(formatBytes(totalBytes), formatBytes(size))] : []),
    ],
    ...(phase === 'waiting' ? { reason: text.needsFileHint } : {}),
    ...(transfer.failure === undefined ? {} : { reason: transfer.failure }),
    ...(isMoving ? { stages } : {}),
    actions: transferActions(transfer, run),
  }
}

function transferActions(transfer: Transfer, run: TransferActions): Action[] {
  const text = words.job
  const { key, phase, isPaused } = transfer
  const isStuck = phase === 'failed' || phase === 'waiting'
  const actions: Action[] = []
  if (phase === 'failed') actions.push({ text: text.retry, icon: 'back', run: () => run.retry(key) })
  if (phase === 'waiting')
    actions.push({ text: text.chooseAgain, icon: 'file', look: 'primary', run: () => run.chooseAgain(transfer) })
  if (isPaused) actions.push({ text: text.resume, icon: 'play', look: 'primary', run: () => run.resume(key) })
  else if (phase === 'sending') actions.push({ text: text.pause, icon: 'pause', run: () => run.pause(key) })
  actions.push({ text: isStuck ? text.dismiss : text.cancel, icon: 'close', run: () => run.cancel(key) })
  return actions
}

function stateOf({ phase, prepared, jobId, isPaused }: Transfer, percent: number): string {
  const text = words.job
  if (isPaused) return text.paused(percent)
  switch (phase) {
    case 'staged':
    case 'queued':
      return text.queued
    case 'preparing':
      return text.preparing(Math.floor(100 * prepared))
    case 'sending':
      return jobId === undefined ? text.starting : text.uploading(percent)
    case 'finishing':
      return text.finishing
    case 'waiting':
      return text.needsFile
    case 'failed':
      return text.uploadFailed
  }
}

function lookOfTransfer({ phase, isPaused }: Transfer): { readonly tone: RowContent['tone']; readonly mark: IconName } {
  if (phase === 'failed') return { tone: 'bad', mark: 'alert' }
  if (isPaused) return { tone: 'quiet', mark: 'pause' }
  if (phase === 'queued' || phase === 'staged') return { tone: 'quiet', mark: 'clock' }
  return { tone: phase === 'waiting' ? 'quiet' : 'busy', mark: 'up' }
}
