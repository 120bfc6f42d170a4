import { bytesOf, type Source } from '../../upload/source'
import type { Sink } from '../sink'
import { boxesIn, findBox, topBoxes, viewOf } from './boxes'

/**
 * Sets the times of creation in an MP4 to none, so that the same video gives the same bytes whenever it is taken apart:
 * an interrupted upload can then go on after a restart.
 */
export async function undate(written: Source, sink: Sink): Promise<void> {
  const moov = (await topBoxes(written))?.find(({ type }) => type === 'moov')
  if (!moov) throw new Error('The audio was written without a table of contents')
  const bytes = viewOf(await bytesOf(written, moov.body, moov.end))
  const tracks = [...boxesIn(bytes)].filter(({ type }) => type === 'trak')
  const headers = [
    findBox(bytes, ['mvhd']),
    ...tracks.flatMap((track) => [findBox(bytes, ['tkhd'], track), findBox(bytes, ['mdia', 'mdhd'], track)]),
  ]
  for (const header of headers) {
    if (!header) continue
    const each = bytes.getUint8(header.body) === 1 ? 8 : 4
    // Version and flags, then the times of creation and of change.
    await sink.write(moov.body + header.body + 4, new Uint8Array(2 * each))
  }
}
