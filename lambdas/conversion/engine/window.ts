import { ConversionError } from './reasons'
import type { ConvertOptions } from './types'

/** The part of the source that is wanted, in seconds of its time. */
export interface Window {
  readonly start: number
  /** `undefined`: to the end, wherever that is. */
  readonly end: number | undefined
}

/** @throws ConversionError when the sound ends before it. @param duration seconds, as declared */
export const windowOf = ({ start = 0, end }: ConvertOptions, duration: number | undefined): Window => {
  if (start > 0 && duration !== undefined && start >= duration) throw startsTooLate(start)
  return { start, end }
}

/** Seconds of sound in the window of a source that is so long; `undefined` where that is not known. */
export const windowSeconds = ({ start, end }: Window, duration: number | undefined): number | undefined =>
  duration === undefined ? end && end - start : Math.min(end ?? duration, duration) - start

export const startsTooLate = (start: number): ConversionError =>
  new ConversionError('no-audio', { message: `The audio was to start at ${start} seconds, but the sound ends before.` })
