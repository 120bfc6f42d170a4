import { isFinal, type Job } from '../../client/api/types'
import { formatBytes, formatDuration, formatTime, formatWait } from '../format'
import type { Transfer } from '../transfers'
import { words } from '../words'
import type { Action, RowContent } from './row'

export interface JobActions {
  download(job: Job): Promise<void>
  cancel(job: Job): Promise<void>
  retry(job: Job): Promise<void>
  remove(job: Job): Promise<void>
}

/** A job as a row. */
export function jobContent(job: Job, run: JobActions): RowContent {
  const text = words.job
  const { audio, progress } = job
  const eta = job.state === 'converting' ? progress.etaSeconds : undefined
  const actions: Action[] = []
  if (job.state === 'done') actions.push({ text: text.download, primary: true, run: () => run.download(job) })
  if (job.state === 'failed') actions.push({ text: text.retry, run: () => run.retry(job) })
  if (isFinal(job)) actions.push({ text: text.remove, run: () => run.remove(job) })
  else actions.push({ text: text.cancel, run: () => run.cancel(job) })
  return {
    name: audio?.name ?? job.name,
    tone: toneOf(job),
    state: text.state(job),
    details: [
      ...(audio ? [formatDuration(audio.duration)] : []),
      formatBytes(audio?.size ?? job.source.size),
      eta === undefined ? formatTime(job.createdAt) : text.left(formatWait(eta)),
      ...(job.state === 'done' && job.expiresAt ? [text.until(formatTime(job.expiresAt))] : []),
    ],
    ...(job.reason ? { reason: job.reason.message } : {}),
    ...(job.state === 'uploaded' ? { progress: { label: text.conversionLabel(job.name) } } : {}),
    ...(job.state === 'converting'
      ? { progress: { label: text.conversionLabel(job.name), percent: progress.percent } }
      : {}),
    actions,
  }
}

function toneOf({ state }: Job): RowContent['tone'] {
  if (state === 'done') return 'good'
  if (state === 'failed') return 'bad'
  return state === 'uploaded' || state === 'converting' ? 'busy' : 'quiet'
}

export interface TransferActions {
  cancel(transfer: Transfer): Promise<void>
  retry(transfer: Transfer): void
}

/** A file on its way as a row. */
export function transferContent(transfer: Transfer, run: TransferActions): RowContent {
  const text = words.job
  const { file, prepared, sentBytes, totalBytes, phase } = transfer
  const percent = phase === 'preparing' ? 100 * prepared : totalBytes > 0 ? (100 * sentBytes) / totalBytes : 0
  const label = phase === 'preparing' ? text.preparationLabel(file.name) : text.uploadLabel(file.name)
  const failed = phase === 'failed'
  const state = {
    queued: text.queued,
    preparing: text.preparing(Math.floor(percent)),
    sending: transfer.jobId === undefined ? text.starting : text.uploading(Math.floor(percent)),
    finishing: text.finishing,
    failed: text.uploadFailed,
  }[phase]
  return {
    name: file.name,
    tone: failed ? 'bad' : phase === 'queued' ? 'quiet' : 'busy',
    state,
    details: [
      phase === 'sending' ? text.bytes(formatBytes(sentBytes), formatBytes(totalBytes)) : formatBytes(totalBytes),
      ...(totalBytes < file.size ? [text.saved(formatBytes(totalBytes), formatBytes(file.size))] : []),
    ],
    ...(transfer.failure === undefined ? {} : { reason: transfer.failure }),
    ...(failed || phase === 'queued' ? {} : { progress: { label, ...(phase === 'finishing' ? {} : { percent }) } }),
    actions: failed
      ? [
          { text: text.retry, run: () => run.retry(transfer) },
          { text: text.dismiss, run: () => run.cancel(transfer) },
        ]
      : [{ text: text.cancel, run: () => run.cancel(transfer) }],
  }
}
