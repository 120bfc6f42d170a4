import type { Source } from '../model/types'
import { boxAt, soundTracks, timescaleOf } from './mp4-boxes'
import { reader } from './read-at'
import type { Structure } from './structure'

/**
 * The units of a second in which an MP4 tells the time of its tracks of sound, in their order (ISO 14496-12, 8.4.2 and 8.4.3). None
 * where there is no index, or where it is not understood. Reads the heads of the boxes, not the tables in them.
 */
export const soundTimescales = async (
  structure: Structure | undefined,
  source: Source,
  signal: AbortSignal,
): Promise<number[]> => {
  if (!structure?.index) return []
  const readAt = reader(source, signal)
  const timescales: number[] = []
  for (const track of await soundTracks(readAt, structure.index)) {
    const timescale = await timescaleOf(readAt, await boxAt(readAt, track, 'mdia', 'mdhd'))
    if (timescale === undefined) return []
    timescales.push(timescale)
  }
  return timescales
}
