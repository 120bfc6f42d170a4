import { runFfmpeg } from '../ffmpeg/ffmpeg'
import { guardedInput } from '../ffmpeg/guard'
import type { Selection } from './plan'

/** Pixels of either side at most: players show it as a tile, and it is a part of every copy of the file. */
const longestSide = 1000

/** Bytes; a larger picture is not a tile. */
const mostBytes = 2_000_000

/** Pixels of a picture that is looked at. */
const mostPixels = 64_000_000

/** Where in a video the frame is taken: behind the black at its beginning. */
function frameAt(duration = 0): number {
  return Math.min(duration / 10, 60)
}

/**
 * The picture of the audio, re-encoded as a JPEG, so that it carries no other data of the uploader. `undefined` when none is wanted
 * or none can be had: audio without a picture is better than none.
 */
export async function makeCover({ ffmpeg, url, probe, options, signal }: Selection): Promise<Buffer | undefined> {
  const wanted = options.cover ?? 'source'
  const index = wanted === 'frame' ? probe.video : wanted === 'source' ? probe.picture : undefined
  if (index === undefined) return undefined
  const pieces: Buffer[] = []
  let size = 0
  const side = `'min(${longestSide},iw)':'min(${longestSide},ih)'`
  const { exitCode } = await runFfmpeg({
    ffmpeg,
    // biome-ignore format: an option and its value on one line
    args: [
      '-max_pixels', String(mostPixels),
      ...(wanted === 'frame' ? ['-ss', frameAt(probe.duration).toFixed(3)] : []),
      ...guardedInput(url),
      '-map', `0:v:${index}`, '-frames:v', '1', '-map_metadata', '-1',
      '-vf', `scale=${side}:force_original_aspect_ratio=decrease,format=yuvj420p`,
      '-c:v', 'mjpeg', '-q:v', '3', '-fflags', '+bitexact', '-flags:v', '+bitexact',
      '-f', 'mjpeg', 'pipe:1',
    ],
    signal,
    read: async (output) => {
      for await (const piece of output) {
        size += (piece as Buffer).length
        if (size <= mostBytes) pieces.push(piece as Buffer)
      }
    },
  })
  return exitCode === 0 && size > 0 && size <= mostBytes ? Buffer.concat(pieces) : undefined
}
