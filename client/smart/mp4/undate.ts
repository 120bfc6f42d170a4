import { boxAt, childrenOf } from '../../../media/mp4/boxes'
import { viewAt } from '../../../media/read-at'
import { readerOf, type Source } from '../../upload/source'
import type { Sink } from '../sink'
import { findMovie } from './find-movie'

/**
 * Sets the times of creation in an MP4 to none, so that the same video gives the same bytes whenever it is taken apart:
 * an interrupted upload can then go on after a restart.
 */
export async function undate(written: Source, sink: Sink): Promise<void> {
  const moov = await findMovie(written)
  if (!moov) throw new Error('The audio was written without a table of contents')
  const readAt = readerOf(written)
  const headers = [await boxAt(readAt, moov, 'mvhd')]
  for (const track of await childrenOf(readAt, moov, 'trak'))
    headers.push(await boxAt(readAt, track, 'tkhd'), await boxAt(readAt, track, 'mdia', 'mdhd'))
  for (const header of headers) {
    if (!header) continue
    const each = (await viewAt(readAt, header, 1)).getUint8(0) === 1 ? 8 : 4
    // Version and flags, then the times of creation and of change.
    await sink.write(header.start + 4, new Uint8Array(2 * each))
  }
}
