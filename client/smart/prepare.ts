import type { Source as MediaSource } from 'mediabunny'
import type { ConversionOptions } from '../api/types'
import type { Source } from '../upload/source'
import type { Chapter } from './chapter'
import { DoubtError } from './doubt'
import { lift } from './lift'
import { type Prepared, type PrepareOptions, whole } from './prepared'
import type { Sink } from './sink'

/**
 * The audio track of a video, ready to be uploaded, or the whole file on any doubt. Errors of reading and of the place
 * for the result are doubts, too; only an abort is thrown, as the signal's reason.
 *
 * @param media the source's bytes once more, as mediabunny reads them
 */
export async function prepare(
  source: Source,
  media: MediaSource,
  openSink: () => Promise<Sink>,
  options: ConversionOptions,
  preparing: PrepareOptions = {},
): Promise<Prepared> {
  const { track, language, ...rest } = options
  let sink: Sink | undefined
  try {
    if (options.cover === 'frame') throw new DoubtError('picture-wanted')
    sink = await openSink()
    const chapters = await lift(source, media, sink, { track, language }, preparing)
    const audio = sink.read(source.name)
    return {
      source: audio,
      options: preparing.carryChapters && carries(rest, chapters) ? { ...rest, chapterList: chapters } : rest,
      chapters,
      savedBytes: source.size - audio.size,
      discard: sink.discard,
    }
  } catch (error) {
    await sink?.discard()
    preparing.signal?.throwIfAborted()
    return whole(source, options, error instanceof DoubtError ? error.doubt : 'failed')
  }
}

/** Whether the video's chapters are to go along: not where others are given, or none are wanted. */
function carries({ chapterList, chapters }: ConversionOptions, found: readonly Chapter[]): boolean {
  return found.length > 0 && chapterList === undefined && chapters !== 'none'
}
