import * as z from 'zod'
import { jobStates } from '../../protocol/states'
import { ConvertOptions } from '../shared/audio/options'
import { Audio, type Job, Reason } from './domain'
import { isFinal, uploadUntil } from './life'

const timestamp = z.iso.datetime()

/** A job as the API shows it. */
export const JobView = z
  .object({
    id: z.uuid(),
    state: z.enum(jobStates),
    name: z.string(),
    source: z.object({
      size: z.int().meta({ description: 'Bytes; 0 for an import whose size is not known yet' }),
      host: z.string().optional().meta({ description: 'The server that we fetch it from' }),
      received: z.int().optional().meta({ description: 'Bytes that have come from there' }),
      keptUntil: timestamp.optional().meta({
        description: 'When the source of a job that is over is removed; until then a failed one can be retried',
      }),
    }),
    options: ConvertOptions,
    progress: z.object({ percent: z.number().min(0).max(100), etaSeconds: z.number().optional() }),
    reason: Reason.optional(),
    audio: Audio.optional(),
    createdAt: timestamp,
    updatedAt: timestamp,
    expiresAt: timestamp
      .optional()
      .meta({ description: 'When the job and its media are removed, or an unfinished upload is given up' }),
  })
  .meta({ id: 'Job' })
export type JobView = z.infer<typeof JobView>

function iso(instant: number) {
  return new Date(instant).toISOString()
}

export function view(job: Job): JobView {
  return {
    id: job.id,
    state: job.state,
    name: job.name,
    source: {
      size: job.size,
      // The server only: the rest of an address may be a secret.
      ...(job.state === 'reserved' &&
        job.import && { host: new URL(job.import.url).hostname, received: job.import.received }),
      ...(isFinal(job) && job.source === 'kept' && { keptUntil: iso(job.sourceUntil) }),
    },
    options: job.options,
    progress: job.state === 'converting' ? job.progress : { percent: job.state === 'done' ? 100 : 0 },
    ...(job.state === 'failed' && { reason: job.reason }),
    ...(job.state === 'done' && { audio: job.audio }),
    createdAt: iso(job.createdAt),
    updatedAt: iso(job.updatedAt),
    ...(job.state === 'reserved' && { expiresAt: iso(uploadUntil(job)) }),
    ...(isFinal(job) && { expiresAt: iso(job.keptUntil) }),
  }
}

/** A job in a list: without chapters, as a hundred audiobooks would have megabytes of them. */
export function listed(job: Job): JobView {
  const whole = view(job)
  if (!whole.audio?.chapters) return whole
  const { chapters: _, ...audio } = whole.audio
  return { ...whole, audio }
}
