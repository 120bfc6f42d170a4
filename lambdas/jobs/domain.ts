import * as z from 'zod'
import { formatNames } from '../../options/formats'
import type { PartPlan } from '../../protocol/parts'
import { ConvertOptions } from '../shared/audio/options'

/** Why a job failed: the engine's findings about the media, `import-…` for a file that could not be fetched, `quota` for the user's limits, and `system` for what was our fault. */
export const reasonCodes = [
  'no-audio',
  'no-chapters',
  'not-media',
  'truncated',
  'corrupt',
  'unsupported-codec',
  'protected',
  'too-long',
  'too-many-channels',
  'timeout',
  'import-forbidden',
  'import-not-found',
  'import-refused',
  'import-unreachable',
  'import-too-large',
  'import-timeout',
  'quota',
  'system',
] as const

export const Reason = z
  .object({ code: z.enum(reasonCodes), message: z.string().meta({ description: 'A sentence for the user' }) })
  .meta({ id: 'Reason' })
export type Reason = z.infer<typeof Reason>

/** A chapter of an audio, as its file has it. */
export const AudioChapter = z
  .object({
    start: z.number().meta({ description: 'Seconds of the audio' }),
    end: z.number(),
    title: z.string(),
  })
  .meta({ id: 'AudioChapter' })
export type AudioChapter = z.infer<typeof AudioChapter>

export const Audio = z
  .object({
    name: z.string(),
    format: z.enum(formatNames).meta({ description: 'As in the options' }),
    contentType: z.string().meta({ description: 'Media type of the file', example: 'audio/mpeg' }),
    codec: z.string().meta({ description: 'ffmpeg’s name of it', example: 'mp3' }),
    size: z.int().meta({ description: 'Bytes' }),
    duration: z.number().meta({ description: 'Seconds' }),
    bitrate: z.int().optional().meta({ description: 'kb/s, where it is constant' }),
    sampleRate: z.int().meta({ description: 'Hz' }),
    channels: z.int(),
    mode: z.enum(['single', 'parallel', 'copy']).meta({ description: 'How it was made' }),
    chapters: z.array(AudioChapter).optional().meta({
      description:
        'The chapters in the audio, from the source or the request; absent where there are none, and in lists of jobs',
    }),
  })
  .meta({ id: 'Audio' })
export type Audio = z.infer<typeof Audio>

/** Milliseconds since 1970-01-01T00:00Z. */
const Instant = z.int()

/** Subject of a Cognito user. Its pools give ids in the form of a UUID whose variant bits are not those of RFC 9562, so `z.uuid()` would refuse real users. */
export const Owner = z.guid()

/** Milliseconds from the end of a job that its source, and its audio and row, are kept. */
export const Keeping = z.object({ source: z.int().nonnegative().optional(), audio: z.int().positive().optional() })
export type Keeping = z.infer<typeof Keeping>

/** Checksums that S3 verifies part by part; the whole upload has one kind. */
export const checksums = ['sha256', 'crc32c'] as const
export type Checksum = (typeof checksums)[number]

const base = z.object({
  id: z.uuid(),
  owner: Owner,
  name: z.string(),
  /** Declared size of the source in bytes; the upload is refused unless it has exactly this size. */
  size: z.int(),
  options: ConvertOptions,
  /** S3 multipart upload, its part size in bytes, and the checksum that each part must come with, if any. */
  upload: z.object({ id: z.string(), partSize: z.int(), checksum: z.enum(checksums).optional() }),
  /** Number of claims so far: a fencing token. Output keys carry it. */
  epoch: z.int(),
  /** Claims since the last (re)start by the user. */
  attempts: z.int(),
  /** Number of times the job was handed to the convert queue. */
  dispatch: z.int(),
  /** What was agreed with the owner, instead of the stage's terms. */
  keeps: Keeping.optional(),
  /** Secret half of the link that is mailed. */
  shareKey: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
  /** When something must have happened to this job; the sweeper then takes care of it. */
  dueAt: Instant,
})

/** A source that we fetch ourselves. */
const imported = z.object({
  url: z.string(),
  /** Of the representation that is being fetched, for `If-Range`; empty when it has none, absent before the first answer. */
  validator: z.string().optional(),
  /** Bytes that have arrived. */
  received: z.int(),
  leaseUntil: Instant,
  /** When it is given up. */
  deadline: Instant,
})

/**
 * The state of the source: `kept` for a retry; `leaving` once nothing may use it any more; `gone` when it is removed and its
 * bytes are given back to the user.
 */
const source = z.enum(['kept', 'leaving', 'gone'])

const over = base.extend({
  source,
  /** When the source is removed; a retry is possible until then. */
  sourceUntil: Instant,
  /** When the job is removed with all that is left of it. */
  keptUntil: Instant,
  /** A function is mailing the owner about this end of the job, and has until then; `event` says which end. */
  telling: z.object({ event: z.string(), until: Instant }).optional(),
  /** The last event that the owner was told about. */
  told: z.string().optional(),
})

/** Seconds of audio that are taken from the owner's quota of a day while they are made. */
const metered = z.object({ day: z.iso.date(), seconds: z.int().positive() })

const progress = z.object({ percent: z.number(), etaSeconds: z.number().optional() })

/** A row of the jobs table. The state tells which attributes there are, so a transition from the wrong state does not compile. */
export const Job = z.discriminatedUnion('state', [
  base.extend({ state: z.literal('reserved'), import: imported.optional() }),
  base.extend({ state: z.literal('uploaded'), deadline: Instant }),
  base.extend({
    state: z.literal('converting'),
    deadline: Instant,
    leaseUntil: Instant,
    progress,
    metered: metered.optional(),
  }),
  over.extend({ state: z.literal('done'), audio: Audio }),
  over.extend({ state: z.literal('failed'), reason: Reason }),
  over.extend({ state: z.literal('expired') }),
  over.extend({ state: z.literal('cancelled') }),
])
export type Job = z.infer<typeof Job>

/** How the source of a job is cut into parts. */
export function partPlanOf({ size, upload }: Pick<Job, 'size' | 'upload'>): PartPlan {
  return { size, partSize: upload.partSize }
}
export type JobState = Job['state']
export type JobIn<S extends JobState> = Extract<Job, { readonly state: S }>

/** What is left of a job that is being removed. No step leads back from here, and to its owner it is gone already. */
export const Removed = base.extend({ state: z.literal('removed'), source })
export type Removed = z.infer<typeof Removed>

/** What a row may be. */
export const Row = z.discriminatedUnion('state', [...Job.options, Removed])
export type Row = z.infer<typeof Row>

/** Every message and key has owner and id, so a job is never looked up by its id alone. */
export const JobRef = z.object({ owner: Owner, id: z.uuid() })
export type JobRef = z.infer<typeof JobRef>

export function sourceKey({ owner, id }: JobRef) {
  return `uploads/${owner}/${id}`
}

/** The epoch in the key keeps a stale worker from touching the output of the one that took over. */
export function audioKey({ owner, id, epoch }: JobRef & { readonly epoch: number }) {
  return `audio/${owner}/${id}/${epoch}/audio`
}

/** Peaks of the audio's waveform: about a thousand points, or about 20 a second. */
export const peaksDetails = ['overview', 'fine'] as const
export type PeaksDetail = (typeof peaksDetails)[number]

export function peaksKey({ owner, id, epoch }: JobRef & { readonly epoch: number }, detail: PeaksDetail) {
  return `audio/${owner}/${id}/${epoch}/peaks-${detail}.json`
}

export function audioPrefix({ owner, id }: JobRef) {
  return `audio/${owner}/${id}/`
}

/** The job of an upload's object key, or undefined when the key does not belong to an upload. */
export function refOfSourceKey(key: string): JobRef | undefined {
  const [room, owner, id, ...rest] = key.split('/')
  const ref = JobRef.safeParse({ owner, id })
  return room === 'uploads' && rest.length === 0 ? ref.data : undefined
}

/** `holiday.final.mov` → `holiday.final.mp3`; a dot that does not begin a file extension (`Dr. No`) stays. */
export function audioName(name: string, extension: string) {
  return `${name.replace(/(?<=.)\.[a-z0-9]{1,5}$/i, '')}.${extension}`
}
