/**
 * Demuxers that read one file and nothing else. Without this list an "mp4" that holds an HLS or concat playlist puts other
 * files of the machine into the MP3, or fetches a URL, with exit code 0.
 */
const demuxers = 'mov,matroska,avi,mp3,aac,flac,ogg,wav,mpegts,mpeg,flv,asf'

/** Our own range server, and nothing under other protocols. */
const protocols = 'http,tcp'

/** Decoded sound of ours: raw samples, which cannot name another file. */
const pcmDemuxer = 'f32le'

/** Bytes that ffmpeg may allocate at once. The index of six hours takes 32 MB; a larger cover picture is left out. */
const maxAllocation = 64 * 1024 * 1024

/** Streams of all kinds that are looked at; a camera writes about 20. */
export const maxStreams = 32

/** Options in front of `-i` for media that may be hostile. */
// biome-ignore format: an option and its value on one line
export function guardedInput(url: string): string[] {
return [
  '-max_alloc', String(maxAllocation),
  '-protocol_whitelist', protocols,
  '-format_whitelist', demuxers,
  '-max_streams', String(maxStreams),
  '-i', url,
]
}

/** Options up to `-i` for a file of ours. @param demuxer what reads it, and nothing else does */
// biome-ignore format: an option and its value on one line
export function ownInput(path: string, demuxer: string): string[] {
return [
  '-protocol_whitelist', 'file',
  '-format_whitelist', demuxer,
  '-f', demuxer,
  '-i', `file:${path}`,
]
}

/** Options up to `-i` for raw samples that we write to ffmpeg's standard input. */
// biome-ignore format: an option and its value on one line
export function pcmInput({ sampleRate, channels }: { readonly sampleRate: number; readonly channels: number }): string[] {
return [
  '-protocol_whitelist', 'pipe',
  '-format_whitelist', pcmDemuxer,
  '-f', pcmDemuxer, '-ar', String(sampleRate), '-ac', String(channels),
  '-i', 'pipe:0',
]
}
