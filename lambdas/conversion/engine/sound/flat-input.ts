import { samplesPerPacket } from '../../../../media/aac'
import { asMatroska } from '../source/matroska-sound'
import { readMp4Sound } from '../source/mp4-sound'
import type { RangeServer } from '../source/range-server'
import type { FlatInput, Plan, Selection } from './plan'
import type { Treatment } from './treatment'

/** Packets from which on it is worth it: 23 minutes of 48 kHz, of which ffmpeg would keep 3 MB. */
const long = 65_536

export interface FlatSource extends Pick<Selection, 'source' | 'facts' | 'stream' | 'signal'> {
  readonly server: Pick<RangeServer, 'also'>
  readonly treatment: Pick<Treatment, 'window'>
}

/**
 * The long sound of an MP4, if it is a plain one, as something that ffmpeg decodes to the same samples in memory that does not grow
 * with it. `undefined`: as it is.
 *
 * @param least packets from which on a sound is long
 */
export async function flatInput(sound: FlatSource, least = long): Promise<FlatInput | undefined> {
  const { source, facts, stream, treatment, server, signal } = sound
  const { probe, structure } = facts
  const { window } = treatment
  // What is cut is cut by the source's time, which Matroska tells in milliseconds.
  if (window.start !== 0 || window.end !== undefined || probe?.container !== 'mov' || stream.codec !== 'aac')
    return undefined
  const track = await readMp4Sound(structure, { index: stream.index, of: probe.audio.length }, least, source, signal)
  // HE-AAC that does not say so has twice the sample rate.
  if (track?.sampleRate !== stream.sampleRate || track.channels !== stream.channels) return undefined
  const end = track.sizes.length * samplesPerPacket - track.padding
  return {
    url: server.also((reading) => asMatroska(track, source, reading)),
    stream: { ...stream, index: 0 },
    samples: { start: track.delay, end },
  }
}

/** The same plan with its flat input, if it has one, in the place of the source. */
export function readFlat(plan: Plan): Plan {
  if (!plan.flat) return plan
  const { url, stream, samples } = plan.flat
  return { ...plan, url, stream, treatment: { ...plan.treatment, samples } }
}
