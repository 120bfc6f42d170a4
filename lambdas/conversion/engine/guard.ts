/**
 * Demuxers that read one file and nothing else. Without this list an "mp4" that holds an HLS or concat playlist puts other
 * files of the machine into the MP3, or fetches a URL, with exit code 0.
 */
const demuxers = 'mov,matroska,avi,mp3,aac,flac,ogg,wav,mpegts,mpeg,flv,asf'

/** Our own range server, and nothing under other protocols. */
const protocols = 'http,tcp'

/** Bytes that ffmpeg may allocate at once. */
const maxAllocation = 256 * 1024 * 1024

/** Options in front of `-i` for media that may be hostile. */
// biome-ignore format: an option and its value on one line
export const guardedInput = (url: string): string[] => [
  '-max_alloc', String(maxAllocation),
  '-protocol_whitelist', protocols,
  '-format_whitelist', demuxers,
  '-max_streams', '32',
  '-i', url,
]
