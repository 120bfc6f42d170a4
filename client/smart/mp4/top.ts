import { type Box, boxesIn } from '../../../media/mp4/boxes'
import { readerOf, type Source } from '../../upload/source'

/** The table of contents (`moov`) of an MP4 or QuickTime file; undefined when its boxes do not end exactly where it does, as when it was cut. */
export async function findMovie(source: Source): Promise<Box | undefined> {
  let movie: Box | undefined
  let end = 0
  // A fragmented file has thousands.
  for await (const box of boxesIn(readerOf(source), { start: 0, end: source.size }, Number.POSITIVE_INFINITY)) {
    if (box.type === 'moov') movie ??= box
    end = box.end
  }
  return end === source.size ? movie : undefined
}
