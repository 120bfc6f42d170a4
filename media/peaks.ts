/**
 * A waveform, in the part of audiowaveform's JSON that is drawn (BBC's DataFormat.md, version 2): for each point the least and the greatest
 * sample in turn.
 */
export interface Waveform {
  /** Of a number in `data`, which is −128 to 127 for samples of −1 to 1. */
  readonly bits: 8
  readonly data: readonly number[]
}

/** Points of a waveform of the whole sound, at most. */
export const overviewPoints = 1000

/** A sample, of −1 to 1 or louder than loud, as a signed byte. */
export function signedByte(sample: number): number {
  return Math.max(-128, Math.min(127, Math.round(sample * 128)))
}

/** The least and the greatest of samples. */
export type Extremes = Record<'least' | 'greatest', number>

/** Widens `extremes` by the samples from `from` up to `to`; passes over what is not a number. Every sample of a sound comes through here. */
export function widen(extremes: Extremes, samples: Float32Array, from: number, to: number): void {
  let { least, greatest } = extremes
  for (let at = from; at < to; at++) {
    const sample = samples[at] as number
    if (sample < least) least = sample
    if (sample > greatest) greatest = sample
  }
  extremes.least = least
  extremes.greatest = greatest
}
