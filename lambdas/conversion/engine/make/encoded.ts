import { parseSummary } from '../ffmpeg/summary'
import { mp3 } from '../formats/mp3'
import type { Decoded } from '../parallel/spool'
import { type Decoding, diagnose, diagnoseDecoding } from '../sound/diagnose'
import { type Encoding, fileFormatOf, pcmFormat } from '../sound/encode'
import { type Metadata, metadataArguments } from '../sound/metadata'
import { windowSeconds } from '../sound/window'
import type { RangeServer } from '../source/range-server'
import type { ReadAhead } from '../source/read-ahead'
import { flatInput } from './flat-input'
import { id3Tag } from './id3'
import { handOver, makeFile, requireRoom, sizeOf, verifyFile } from './make-file'
import { makeMp3 } from './make-mp3'
import type { Order, SourceDecoding, Verified, Work } from './verified'

/** Work on a source that can be held back, or be served otherwise. */
type HeldWork = Work & { readonly source: ReadAhead } & Pick<RangeServer, 'hold' | 'also'>

/** The sound as a file of the format that is wanted. */
export async function encoded(
  work: HeldWork,
  order: Order,
  decoding: SourceDecoding,
  metadata: Metadata,
): Promise<Verified> {
  const format = fileFormatOf(order.options)
  const encoding = { ...order, metadata: await metadataArguments(metadata, format.metadata, work.directory) }
  return format === mp3 ? encodedMp3(work, encoding, decoding, id3Tag(metadata)) : encodedFile(work, encoding, decoding)
}

async function encodedMp3(
  { source, workers, directory, sink, hold, also, signal }: HeldWork,
  encoding: Encoding,
  decoding: SourceDecoding,
  id3: Buffer,
): Promise<Verified> {
  const check = (decoded: Decoded) => requireWhole({ ...decoding, ...decoded }, encoding)
  const duration = windowSeconds(decoding.window, decoding.probe.duration)
  const { stream, treatment } = encoding
  const input = await flatInput({ source, facts: decoding.source, stream, window: treatment.window, also, signal })
  const {
    outcome,
    mp3: writer,
    ...made
  } = await makeMp3(encoding, { workers, directory, sink, id3, duration, input, check, hold })
  const summary = parseSummary(outcome.stderr)
  const file = writer.inspect(summary?.samplesEncoded)
  const error = diagnose({ ...decoding, outcome, summary, ...file })
  if (error) throw error
  if (!file.mp3 || !summary) throw new TypeError('verified, but not whole')
  const { bitrate, sampleRate, channels } = file.mp3
  const facts = { size: file.outputSize, ...(bitrate !== undefined && { bitrate }), sampleRate, channels, ...made }
  return { format: mp3, outcome, summary, facts, finish: () => writer.finish() }
}

async function encodedFile(
  { directory, sink, limits }: Work,
  encoding: Encoding,
  decoding: SourceDecoding,
): Promise<Verified> {
  const { outcome, path } = await makeFile(encoding, directory)
  const size = requireRoom(await sizeOf(path), limits)
  const summary = parseSummary(outcome.stderr)
  requireWhole({ ...decoding, outcome, summary }, encoding)
  if (!summary) throw new TypeError('verified, but not counted')
  await verifyFile(encoding, path, summary.samplesEncoded)
  const format = fileFormatOf(encoding.options)
  const output = await handOver(sink, path, format.contentType)
  const { sampleRate, channels } = pcmFormat(encoding)
  const facts = { size, sampleRate, channels, mode: 'single', workers: 1 } as const
  return { format, outcome, summary, facts, finish: () => output.finish() }
}

/** @throws ConversionError with what is wrong with the source */
function requireWhole(decoding: Decoding, encoding: Encoding): void {
  const error = diagnoseDecoding(decoding, pcmFormat(encoding).sampleRate)
  if (error) throw error
}
