import { boxAt } from '../../../../media/mp4/boxes'
import { soundTracks, timesOf } from '../../../../media/mp4/tracks'
import type { Source } from '../model/types'
import { reader } from './read-at'
import type { Structure } from './structure'

/**
 * The units of a second in which an MP4 tells the time of its tracks of sound, in their order (ISO 14496-12, 8.4.2 and 8.4.3). None
 * where there is no index, or where it is not understood. Reads the heads of the boxes, not the tables in them.
 */
export async function soundTimescales(
  structure: Structure | undefined,
  source: Source,
  signal: AbortSignal,
): Promise<number[]> {
  if (!structure?.index) return []
  const readAt = reader(source, signal)
  const timescales: number[] = []
  for (const track of await soundTracks(readAt, await boxAt(readAt, structure.index, 'moov'))) {
    const times = await timesOf(readAt, await boxAt(readAt, track, 'mdia', 'mdhd'))
    if (!times) return []
    timescales.push(times.timescale)
  }
  return timescales
}
