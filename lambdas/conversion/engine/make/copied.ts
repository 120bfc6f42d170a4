import { ConversionError } from '../model/reasons'
import { diagnoseDecoding } from '../sound/diagnose'
import { type Metadata, metadataArguments } from '../sound/metadata'
import { copyFormat, copySound } from './copy'
import { id3Tag } from './id3'
import { handOver, requireRoom, sizeOf } from './make-file'
import type { Order, SourceDecoding, Verified, Work } from './verified'

/** The sound as it is, where that is wanted; `undefined` where it must be encoded, as it cannot be copied after all. */
export async function copied(
  { source, directory, sink, limits }: Work,
  order: Order,
  decoding: SourceDecoding,
  metadata: Metadata,
): Promise<Verified | undefined> {
  const { stream, options } = order
  const format = copyFormat(options, stream)
  if (!format) return undefined
  const written = await metadataArguments(metadata, format.metadata, directory)
  const id3 = id3Tag(metadata)
  const copying = { ...order, source, format, metadata: written, id3, directory }
  const copy = await copySound(copying).catch((error: unknown) => {
    const isOnlyTheCopy = error instanceof ConversionError && ['system', 'unsupported-codec'].includes(error.reason)
    if (isOnlyTheCopy && options.format !== 'copy') return undefined
    throw error
  })
  if (!copy) return undefined
  const { path, outcome, summary, bitrate } = copy
  const size = requireRoom(await sizeOf(path), limits)
  const error = diagnoseDecoding({ ...decoding, outcome, summary }, stream.sampleRate)
  if (error) throw error
  const output = await handOver(sink, path, format.contentType)
  const { sampleRate, channels = 2 } = stream
  const facts = {
    size,
    ...(bitrate !== undefined && { bitrate }),
    sampleRate,
    channels,
    mode: 'copy',
    workers: 0,
  } as const
  return { format, outcome, summary, facts, finish: () => output.finish() }
}
