/**
 * Demuxers that read one file and nothing else. Without this list an "mp4" that holds an HLS or concat playlist puts other
 * files of the machine into the MP3, or fetches a URL, with exit code 0.
 */
const demuxers = 'mov,matroska,avi,mp3,aac,flac,ogg,wav,mpegts,mpeg,flv,asf'

/** Our own range server, and nothing under other protocols. */
const protocols = 'http,tcp'

/** Our own spool of decoded sound: raw samples in one file, which cannot name another. */
const spoolDemuxer = 'f32le'
const spoolProtocol = 'file'

/**
 * Microseconds in which a spool must grow: a reader whose writer was killed, together with us, shall not wait for ever. A source that
 * stands still for longer costs the other encoders, not the conversion: then one makes it all.
 */
const spoolPatience = 20_000_000

/** Bytes that ffmpeg may allocate at once. The index of six hours takes 32 MB; a larger cover picture is left out. */
const maxAllocation = 64 * 1024 * 1024

/** Streams of all kinds that are looked at; a camera writes about 20. */
export const maxStreams = 32

/** Options in front of `-i` for media that may be hostile. */
// biome-ignore format: an option and its value on one line
export const guardedInput = (url: string): string[] => [
  '-max_alloc', String(maxAllocation),
  '-protocol_whitelist', protocols,
  '-format_whitelist', demuxers,
  '-max_streams', String(maxStreams),
  '-i', url,
]

/** Options up to `-i` for a file of ours. @param demuxer what reads it, and nothing else does */
// biome-ignore format: an option and its value on one line
export const ownInput = (path: string, demuxer: string): string[] => [
  '-protocol_whitelist', 'file',
  '-format_whitelist', demuxer,
  '-f', demuxer,
  '-i', `file:${path}`,
]

/** Options up to `-i` for raw samples that we write to ffmpeg's standard input. */
// biome-ignore format: an option and its value on one line
export const pcmInput = ({ sampleRate, channels }: Pick<SpoolInput, 'sampleRate' | 'channels'>): string[] => [
  '-protocol_whitelist', 'pipe',
  '-format_whitelist', spoolDemuxer,
  '-f', spoolDemuxer, '-ar', String(sampleRate), '-ac', String(channels),
  '-i', 'pipe:0',
]

/** Raw samples, 32-bit floats of all channels in turn, in a file of ours that may still be growing. */
export interface SpoolInput {
  readonly path: string
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** Bytes to leave out. */
  readonly from: number
  /** To read, per channel. */
  readonly samples: number
  /** Waits for those that are still to come. */
  readonly isGrowing: boolean
}

/** Options up to `-i` for a spool. */
// biome-ignore format: an option and its value on one line
export const spoolInput = ({ path, sampleRate, channels, from, samples, isGrowing }: SpoolInput): string[] => [
  ...(isGrowing ? ['-follow', '1', '-rw_timeout', String(spoolPatience)] : []),
  '-skip_initial_bytes', String(from),
  '-protocol_whitelist', spoolProtocol,
  '-format_whitelist', spoolDemuxer,
  '-f', spoolDemuxer, '-ar', String(sampleRate), '-ac', String(channels),
  // ffmpeg takes microseconds, and from those the nearest sample.
  '-t', (Math.ceil((samples * 1e6) / sampleRate) / 1e6).toFixed(6),
  '-i', `file:${path}`,
]
