/**
 * Frames that an encoder gets before those that are wanted of it: LAME's psychoacoustics, block switching and bit reservoir
 * remember the past. 1.4 s at 48 kHz bring it near the state of the encoder whose work it continues.
 */
export const preRoll = 60

/** Frames that an encoder goes on into the next one's, for a seam to be found: 60 are too few now and then, 250 were not yet. */
export const overlapFrames = 250

/**
 * The bit rates of MPEG do not divide the sample rates around 44.1 kHz, so one frame in several is a byte longer, in a pattern
 * that repeats after 49 frames at most (1152 · 1000 / 8 / 44100 = 160 / 49). Encoders that start in step write the same one.
 */
export const step = 49

/** Frames of a slice that its own two seams cannot run into one another in. */
export const shortestFrames = preRoll + overlapFrames + step

/** Frames at the sound's end that an encoder is given at least: the one before it, too, goes on into them. */
export const rest = shortestFrames + overlapFrames

/** What decoding takes compared with encoding on one core, with AAC and 192 kb/s. */
const decoding = 0.13

/** What is encoded as a whole, in its encoding. */
export interface Sound {
  readonly seconds: number
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
}

/** How many encoders pay, 1 or more: `minSeconds` of 48 kHz stereo for each, of which sound with fewer samples has less. */
export function usefulWorkers({ seconds, sampleRate, channels }: Sound, workers: number, minSeconds: number): number {
  const cost = seconds * (sampleRate / 48_000) * (channels / 2)
  return Math.max(1, Math.min(workers, Math.floor(cost / minSeconds)))
}

/**
 * Where each slice starts, in frames, for as many encoders as cores. One core decodes first: the last encoder has it
 * afterwards, the others start when the decoder reaches their slice. So that all end together, their slices shrink. It need
 * not be exact: an encoder that is ready takes over half of what another has left.
 *
 * @returns fewer starts when slices would be too short, the first at 0
 */
export function planStarts(frames: number, workers: number): number[] {
  for (let count = workers; count > 1; count--) {
    const starts = bordersOf(frames, sharesOf(count))
    if (areLongEnough(starts, frames)) return starts
  }
  return [0]
}

/** An encoder at work, in frames. */
export interface AtWork {
  readonly start: number
  /** Where it is. */
  readonly position: number
  /** The first frame that is not its own. */
  readonly end: number
}

/**
 * Where another encoder may take over half of what one has still to do, so that both end together. @param least frames that
 * each of them has then at least
 *
 * @returns `undefined` when it does not pay
 */
export function splitOf({ start, position, end }: AtWork, least = shortestFrames): number | undefined {
  const middle = inStep((position + end) / 2)
  const first = Math.max(start + shortestFrames, position + least)
  return middle >= first && middle <= end - Math.max(least, shortestFrames) ? middle : undefined
}

/**
 * Where the last encoder hands over to the one that goes to the sound's end, now that it is known: in the middle of what is
 * left, or as near to it as both can do with. `undefined`: nowhere.
 */
export function handOver({ start, position }: Omit<AtWork, 'end'>, frames: number): number | undefined {
  const [first, last] = [inStep(start + shortestFrames + step), inStep(frames - rest - step)]
  return first > last ? undefined : Math.min(Math.max(inStep((position + frames) / 2), first), last)
}

/** Frames of so many seconds of 48 kHz stereo, or of as much work in other sound. */
export function framesOf(
  seconds: number,
  { frameSamples, channels }: { readonly frameSamples: number; readonly channels: number },
): number {
  return Math.ceil((seconds * 48_000 * 2) / (frameSamples * channels))
}

/**
 * The work is 1, the time that it takes `t`. The first encoder works all the time; each of the next starts when all before it is
 * decoded, so their shares are t, t(1 − d), t(1 − d)² …; the last has t − d. Together they are 1.
 */
function sharesOf(count: number): number[] {
  const early = Array.from({ length: count - 1 }, (_, index) => (1 - decoding) ** index)
  const time = (1 + decoding) / (1 + early.reduce((sum, share) => sum + share, 0))
  return [...early.map((share) => time * share), time - decoding]
}

function bordersOf(frames: number, shares: readonly number[]): number[] {
  let before = 0
  return shares.map((share, index) => {
    const start = before * frames
    before += share
    return index === 0 ? 0 : inStep(start)
  })
}

/** The border nearest to a frame that an encoder comes to which starts its pre-roll in step. */
function inStep(frame: number): number {
  return Math.round((frame - preRoll) / step) * step + preRoll
}

function areLongEnough(starts: readonly number[], frames: number): boolean {
  return starts.every((start, index) => (starts[index + 1] ?? frames) - start >= shortestFrames)
}
