import { samplesPerPacket } from '../../../../media/aac'
import type { SourceFacts, Stream } from '../sound/diagnose'
import type { SampleRange } from '../sound/treatment'
import type { Window } from '../sound/window'
import { asMatroska } from '../source/matroska-sound'
import { readMp4Sound } from '../source/mp4-sound'
import type { RangeServer } from '../source/range-server'
import type { ReadAhead } from '../source/read-ahead'

/** Packets from which on it is worth it: 23 minutes of 48 kHz, of which ffmpeg would keep 3 MB. */
const long = 65_536

/** Where a decoder finds the sound, as which stream, and which samples of what it decodes are the sound's. */
export interface Input {
  readonly url: string
  readonly stream: Stream
  readonly samples: SampleRange
}

export interface Wanted {
  readonly source: ReadAhead
  readonly facts: SourceFacts
  readonly stream: Stream
  readonly window: Window
  readonly also: RangeServer['also']
  readonly signal: AbortSignal
}

/**
 * The long sound of an MP4, if it is a plain one, as something that ffmpeg decodes to the same samples in memory that does not grow
 * with it. `undefined`: as it is.
 *
 * @param least packets from which on a sound is long
 */
export async function flatInput(wanted: Wanted, least = long): Promise<Input | undefined> {
  const { source, facts, stream, window, also, signal } = wanted
  const { probe, structure } = facts
  // What is cut is cut by the source's time, which Matroska tells in milliseconds.
  if (window.start !== 0 || window.end !== undefined || probe?.container !== 'mov' || stream.codec !== 'aac')
    return undefined
  const sound = await readMp4Sound(structure, { index: stream.index, of: probe.audio.length }, least, source, signal)
  // HE-AAC that does not say so has twice the sample rate.
  if (sound?.sampleRate !== stream.sampleRate || sound.channels !== stream.channels) return undefined
  const end = sound.sizes.length * samplesPerPacket - sound.padding
  return {
    url: also((reading) => asMatroska(sound, source, reading)),
    stream: { ...stream, index: 0 },
    samples: { start: sound.delay, end },
  }
}
