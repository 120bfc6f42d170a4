import { type Box, boxesOfFile } from '../../../media/mp4/boxes'
import { readerOf, type Source } from '../../upload/source'

/** The table of contents (`moov`) of an MP4 or QuickTime file; undefined when its boxes do not end exactly where it does, as when it was cut. */
export async function findMovie(source: Source): Promise<Box | undefined> {
  let movie: Box | undefined
  let end = 0
  for await (const box of boxesOfFile(readerOf(source), source.size)) {
    if (box.type === 'moov') movie ??= box
    end = box.end
  }
  return end === source.size ? movie : undefined
}
