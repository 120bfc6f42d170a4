import type { Probe } from '../ffmpeg/probe'
import type { Source } from '../model/types'
import { soundTimescales } from '../source/mp4-time'
import type { SourceFacts, Stream } from './usable-source'

/** Demuxers that know on the sample where they are: FLAC's frames are numbered, and MP3's are read one by one, though not decoded. */
const exact = ['flac', 'mp3']

export interface Timed {
  readonly probe: Pick<Probe, 'container' | 'audio'>
  readonly stream: Pick<Stream, 'index' | 'sampleRate'>
  readonly facts: Pick<SourceFacts, 'structure'>
  readonly source: Source
  readonly signal: AbortSignal
}

/**
 * Whether a reader that goes to a place of the sound knows on the sample where it is. In an MP4 it does where the track's time
 * is told in samples, or in pairs of them, as that of HE-AAC is; most are. Matroska tells time in milliseconds, the clock of a
 * chained Ogg restarts within the file, and the index of a fragmented MP4 does not say where the fragments are.
 */
export async function isTimeExact({ probe, stream, facts, source, signal }: Timed): Promise<boolean> {
  const { structure } = facts
  if (exact.includes(probe.container)) return true
  const { index, sampleRate } = stream
  if (probe.container !== 'mov' || structure?.isInPieces || sampleRate === undefined) return false
  const timescales = await soundTimescales(structure, source, signal)
  // A track that ffmpeg leaves out, or that we do, would have it be another's.
  if (timescales.length !== probe.audio.length) return false
  const timescale = timescales[index]
  return timescale === sampleRate || (timescale ?? 0) * 2 === sampleRate
}
