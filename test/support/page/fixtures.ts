import type { Job, ProgramToken, Quota } from '../../../client/api/types'

/** The moment at which the pictures are taken; times of day would change them. */
export const now = new Date('2026-11-24T12:00:00Z')

function ago(minutes: number) {
  return new Date(now.getTime() - minutes * 60_000).toISOString()
}

function id(number: number) {
  return `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

/** A job as the API tells it; `number` orders them, the newest having the highest. */
export function job(number: number, values: Partial<Job> = {}): Job {
  const name = values.name ?? `Recording ${number}.mp4`
  const at = values.createdAt ?? ago(5000 - number)
  return {
    id: id(number),
    state: 'done',
    name,
    source: { size: 48_300_000, keptUntil: ago(-4000) },
    options: { format: 'mp3' },
    progress: { percent: 100 },
    createdAt: at,
    updatedAt: at,
    expiresAt: ago(-9000),
    ...((values.state ?? 'done') === 'done' && {
      audio: {
        name: name.replace(/\.\w+$/, '.mp3'),
        format: 'mp3' as const,
        contentType: 'audio/mpeg',
        codec: 'mp3',
        size: 4_400_000 + number * 1000,
        duration: 187 + number,
        bitrate: 192,
        sampleRate: 48000,
        channels: 2,
        mode: 'parallel' as const,
      },
    }),
    ...values,
  }
}

const chapters = [
  { start: 0, end: 240, title: 'Welcome' },
  { start: 240, end: 610, title: 'What a wave is' },
  { start: 610, end: 1200, title: 'Questions from the hall' },
]

/** One of each kind, as after a busy day. */
export const library: readonly Job[] = [
  job(9, {
    name: 'Keynote, main stage.mov',
    state: 'converting',
    progress: { percent: 62, etaSeconds: 14 },
    source: { size: 19_400_000 },
    createdAt: ago(1),
  }),
  job(8, { name: 'Band rehearsal.mkv', state: 'uploaded', progress: { percent: 0 }, createdAt: ago(2) }),
  job(7, {
    name: 'archive-1968.webm',
    state: 'reserved',
    progress: { percent: 0 },
    source: { size: 640_000_000, received: 210_000_000, host: 'media.example.org' },
    createdAt: ago(3),
  }),
  job(6, {
    name: 'Lecture 12 – Sound and space.mp4',
    createdAt: ago(34),
    audio: {
      name: 'Lecture 12 – Sound and space.mp3',
      format: 'mp3',
      contentType: 'audio/mpeg',
      codec: 'mp3',
      size: 28_800_000,
      duration: 1200,
      bitrate: 192,
      sampleRate: 48000,
      channels: 2,
      mode: 'parallel',
      chapters,
    },
  }),
  job(5, { name: 'Grandmother’s eightieth.mp4', createdAt: ago(190) }),
  job(4, {
    name: 'Screen recording 2026-11-23.mp4',
    state: 'failed',
    progress: { percent: 0 },
    reason: { code: 'no-audio', message: 'There is no sound in this video.' },
    createdAt: ago(1500),
  }),
  job(3, { name: 'Interview, uncut.avi', createdAt: ago(1600) }),
  job(2, { name: 'Tour of the old harbour.mp4', createdAt: ago(2900) }),
  job(1, { name: 'Rain on the roof, one hour.mp4', createdAt: ago(4400), state: 'cancelled' }),
]

export function many(count: number): Job[] {
  return Array.from({ length: count }, (_, index) =>
    job(100_000 + count - index, { name: `Take ${count - index}.mp4` }),
  )
}

export const quota: Quota = {
  activeJobs: { limit: 10, used: 3 },
  storedBytes: { limit: 53_687_091_200, used: 12_340_000_000 },
  jobsPerDay: { limit: 100, used: 9, freesAt: ago(-720) },
  audioSecondsPerDay: { limit: 86_400, used: 4_210, freesAt: ago(-720) },
}

export const tokens: readonly ProgramToken[] = [
  {
    id: id(501),
    name: 'backup script',
    scopes: ['jobs:read'],
    createdAt: ago(20_000),
    expiresAt: ago(-80_000),
    lastUsedAt: ago(1800),
  },
]

/** A made-up wave that swells and ebbs. */
export function peaks() {
  const length = 600
  const data = Array.from({ length }, (_, at) => {
    const swell = 0.35 + 0.3 * Math.sin(at / 37) + 0.25 * Math.sin(at / 11) * Math.sin(at / 5.3)
    const height = Math.round(127 * Math.min(1, Math.max(0.04, Math.abs(swell))))
    return [-height, height]
  }).flat()
  return { version: 2, channels: 1, sample_rate: 48000, samples_per_pixel: 96000, bits: 8, length, data }
}

/** Twenty minutes of nothing, as WAV (8 bits, 4000 Hz; browsers play no less), so that a player has something to move about in. */
export function silence(): Buffer {
  const samples = 1200 * 4000
  const file = Buffer.alloc(44 + samples, 128)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(4000, 24)
  file.writeUInt32LE(4000, 28)
  file.writeUInt16LE(1, 32)
  file.writeUInt16LE(8, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples, 40)
  return file
}
