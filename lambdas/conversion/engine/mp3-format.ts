import { formats } from '../../shared/audio/formats'

/**
 * The sample rate to encode at: the source's own where MP3 has it, else half of it until it fits (96 → 48, 88.2 → 44.1 kHz),
 * else the next higher one, so that nothing audible is lost.
 *
 * @param source Hz
 */
export const mp3SampleRate = (source: number): number => {
  let rate = source
  while (rate > 48000) rate /= 2
  const high = formats.mp3.sampleRates.filter((candidate) => candidate >= rate)
  return high.at(-1) ?? 48000
}

/** kb/s: the tables of MPEG-2 end at 160, and decoders are tested to 64 at the rates of MPEG-2.5 (as LAME limits it). */
export const highestBitrate = (sampleRate: number): number =>
  sampleRate >= 32000 ? 320 : sampleRate >= 16000 ? 160 : 64

/** MP3 carries one channel or two; more are mixed down to stereo. */
export const mp3Channels = (source: number): 1 | 2 => (source === 1 ? 1 : 2)

/** Samples per channel of a frame: two granules in MPEG-1, one in MPEG-2 and 2.5. */
export const mp3FrameSamples = (sampleRate: number): 1152 | 576 => (sampleRate >= 32000 ? 1152 : 576)
