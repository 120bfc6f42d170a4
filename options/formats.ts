/** What can be made, and what can be asked of it. */
export interface Format {
  /** For people. */
  readonly title: string
  /** kb/s that may be asked for, and what is taken when nothing is; none for what has no choice of it. */
  readonly bitrate?: { readonly allowed: readonly number[] | Range; readonly usual: number }
  /** Qualities of a variable bit rate, best first. */
  readonly vbr?: Range
  /** Hz that may be asked for, highest first. */
  readonly sampleRates: readonly number[]
  /** Whether the file can hold a picture. */
  readonly holdsCover: boolean
}

interface Range {
  readonly min: number
  readonly max: number
}

/** kb/s that MPEG-1 layer III knows (ISO 11172-3, table of 2.4.2.3), without "free". */
const mp3Bitrates = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const

/** Hz that layer III knows: MPEG-1 (ISO 11172-3), MPEG-2 (ISO 13818-3) and the unofficial MPEG-2.5. */
const mp3SampleRates = [48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000] as const

/** Hz of AAC (ISO 14496-3, table 1.18), but for 7350, which few players know. */
const aacSampleRates = [96000, 88200, 64000, ...mp3SampleRates] as const

/** Hz that are in use; FLAC and WAV know any. */
const pcmSampleRates = [192000, 176400, ...aacSampleRates] as const

/** Hz that Opus takes in (RFC 6716, section 2.1.3); it always comes out at 48000. */
const opusSampleRates = [48000, 24000, 16000, 12000, 8000] as const

export const formatNames = ['mp3', 'm4a', 'opus', 'flac', 'wav', 'copy'] as const
export type FormatName = (typeof formatNames)[number]

export const formats: Readonly<Record<FormatName, Format>> = {
  mp3: {
    title: 'MP3',
    bitrate: { allowed: mp3Bitrates, usual: 192 },
    vbr: { min: 0, max: 9 },
    sampleRates: mp3SampleRates,
    holdsCover: true,
  },
  m4a: {
    title: 'AAC',
    bitrate: { allowed: { min: 32, max: 320 }, usual: 192 },
    sampleRates: aacSampleRates,
    holdsCover: true,
  },
  opus: {
    title: 'Opus',
    bitrate: { allowed: { min: 16, max: 256 }, usual: 128 },
    sampleRates: opusSampleRates,
    holdsCover: true,
  },
  flac: { title: 'FLAC', sampleRates: pcmSampleRates, holdsCover: true },
  wav: { title: 'WAV', sampleRates: pcmSampleRates, holdsCover: false },
  /** The source's own codec, in a file that suits it. */
  copy: { title: 'the unchanged sound', sampleRates: [], holdsCover: true },
}

/** Whether a number is one of those. */
export function allows(allowed: readonly number[] | Range, value: number): boolean {
  return 'min' in allowed ? value >= allowed.min && value <= allowed.max : allowed.includes(value)
}

/** `32, 40 or 48`, `16 to 256`. */
export function spoken(allowed: readonly number[] | Range): string {
  return 'min' in allowed ? `${allowed.min} to ${allowed.max}` : listed(allowed)
}

function listed(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  return [sorted.slice(0, -1).join(', '), ...sorted.slice(-1)].filter((part) => part !== '').join(' or ')
}
