import type { Probe } from '../ffmpeg/probe'
import { ConversionError } from '../model/reasons'
import type { ConvertOptions } from '../model/types'

/** The part of the source that is wanted, in seconds of its time. */
export interface Window {
  readonly start: number
  /** `undefined`: to the end, wherever that is. */
  readonly end: number | undefined
  /** A whole number, not behind `start`: decoding begins there. From the beginning when not given. */
  readonly from?: number
}

/** Seconds of sound that a decoder hears before what is wanted: it remembers much less. */
const preRoll = 2

/** What the window is a part of. */
export interface Whole extends Pick<Probe, 'duration'> {
  /** Whether a reader that goes to a place knows on the sample where it is. */
  readonly isTimeExact: boolean
  /** A resampler's samples lie where its first one does, so it must start at the beginning. */
  readonly isResampled: boolean
}

/** @throws ConversionError when the sound ends before it. */
export function windowOf({ start = 0, end }: ConvertOptions, { duration, isTimeExact, isResampled }: Whole): Window {
  if (start > 0 && duration !== undefined && start >= duration) throw startsTooLate(start)
  const from = Math.floor(start) - preRoll
  return { start, end, ...(from > 0 && isTimeExact && !isResampled && { from }) }
}

/** ffmpeg's options in front of the input. Where its container cannot go there after all, it reads from the beginning. */
export function seekOptions({ from }: Window): string[] {
  return from === undefined ? [] : ['-noaccurate_seek', '-ss', String(from)]
}

/** Seconds of sound in the window of a source that is so long; `undefined` where that is not known. */
export function windowSeconds({ start, end }: Window, duration: number | undefined): number | undefined {
  return duration === undefined ? end && end - start : Math.min(end ?? duration, duration) - start
}

export function startsTooLate(start: number): ConversionError {
  return new ConversionError('no-audio', {
    message: `The audio cannot start at ${start} seconds: the sound ends before that.`,
  })
}
