import {
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  Logging,
  LogLevel,
  MATROSKA,
  type Source as MediaSource,
  MP4,
  Output,
  QTFF,
  StreamTarget,
  type StreamTargetChunk,
  WEBM,
} from 'mediabunny'
import type { Source } from '../upload/source'
import { type Chapter, expectOrdinary } from './chapter'
import { createPacketCheck } from './check-packets'
import { chooseTrack, type TrackChoice } from './choose-track'
import { containerFor, type Origin } from './containers'
import { DoubtError } from './doubt'
import { exactTimes } from './exact-times'
import * as matroska from './matroska/segment'
import * as mp4 from './mp4/movie'
import { undate } from './mp4/undate'
import type { PrepareOptions } from './prepared'
import type { Sink } from './sink'

/** Every problem that it would warn about either becomes a doubt or does not affect the sound. */
Logging.level = LogLevel.Silent

/** Taking the audio out must be worth it: less than this share of the file. */
const worthwhile = 0.9
/** Bytes that are written at a time. */
const chunkSize = 2 * 1024 ** 2

/**
 * Copies one track of audio out of a video, packet by packet, into the sink.
 *
 * @param media the same bytes as the source's, as mediabunny reads them
 * @returns the chapters of the video
 * @throws DoubtError when it is not sure that the result sounds exactly as the audio of the whole file
 */
export async function lift(
  source: Source,
  media: MediaSource,
  sink: Sink,
  choice: TrackChoice,
  { signal, onProgress }: PrepareOptions,
): Promise<Chapter[]> {
  const input = new Input({ source: media, formats: [MP4, QTFF, MATROSKA, WEBM] })
  try {
    if (!(await input.canRead())) throw new DoubtError('unreadable')
    const format = await input.getFormat()
    const track = await chosenTrack(input, choice)
    const contents =
      format === MATROSKA || format === WEBM ? await openMatroska(source, track) : await openMp4(source, track)
    const end = await endOf(track, input, contents.isMatroska)
    const chapters = await contents.chapters(end)
    expectOrdinary(chapters)
    await copy(track, input, contents, end, sink, { signal, onProgress })
    const written = sink.read(source.name)
    if (written.size > source.size * worthwhile) throw new DoubtError('little-saved')
    return chapters
  } finally {
    input.dispose()
  }
}

async function chosenTrack(input: Input, choice: TrackChoice): Promise<InputAudioTrack> {
  const [pictures, tracks] = [await input.getVideoTracks(), await input.getAudioTracks()]
  if (pictures.length + tracks.length === 0) throw new DoubtError('unreadable')
  if (tracks.length === 0) throw new DoubtError('no-audio')
  if (pictures.length === 0) throw new DoubtError('already-audio')
  const languages = await Promise.all(tracks.map((track) => track.getLanguageCode()))
  const track = tracks[chooseTrack(languages, choice)]
  if (!track) throw new DoubtError('no-such-track')
  return track
}

interface Contents extends Origin {
  readonly title?: string | undefined
  chapters(end: number): Promise<Chapter[]>
}

async function openMp4(source: Source, track: InputAudioTrack): Promise<Contents> {
  const movie = await mp4.readMovie(source)
  await mp4.expectPlainTrack(movie, track.id)
  return { isMatroska: false, delay: 0, chapters: (end: number) => mp4.chaptersOf(movie, end) }
}

async function openMatroska(source: Source, track: InputAudioTrack): Promise<Contents> {
  const segment = await matroska.readSegment(source)
  const delay = Math.round((await matroska.expectPlainTrack(segment, track.id)) * (await track.getSampleRate()))
  return {
    isMatroska: true,
    delay,
    title: await matroska.titleOf(segment),
    chapters: (end: number) => matroska.chaptersOf(segment, end),
  }
}

/** When the audio ends by the table of contents, in seconds. Matroska knows only when the longest track does. */
async function endOf(track: InputAudioTrack, input: Input, isMatroska: boolean): Promise<number> {
  const end = isMatroska ? await input.getDurationFromMetadata() : await track.getDurationFromMetadata()
  if (end === null || !(end > 0)) throw new DoubtError('unusual')
  return end
}

async function copy(
  track: InputAudioTrack,
  input: Input,
  contents: Contents,
  end: number,
  sink: Sink,
  { signal, onProgress }: PrepareOptions,
): Promise<void> {
  const [codec, decoderConfig] = [await track.getCodec(), await track.getDecoderConfig()]
  if (!codec || !decoderConfig) throw new DoubtError('codec')
  const format = containerFor(codec, contents)
  const retime =
    contents.delay > 0 ? exactTimes(contents.delay, decoderConfig.sampleRate) : (packet: EncodedPacket) => packet
  const output = new Output({ format, target: targetOf(sink) })
  const packets = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(packets, { languageCode: await track.getLanguageCode() })
  const tags = await input.getMetadataTags()
  const title = tags.title ?? contents.title
  // Raw tags hold chapters and more in the shape of the other container.
  output.setMetadataTags({ ...tags, ...(title !== undefined && { title }), raw: undefined })
  try {
    await output.start()
    const check = createPacketCheck(end, codec.startsWith('pcm-'))
    for await (const packet of new EncodedPacketSink(track).packets()) {
      signal?.throwIfAborted()
      check.pass(packet)
      // A copy: the packet's own bytes are a view of all that was read around it, and would keep that in memory.
      await packets.add(retime(packet).clone({ data: packet.data.slice() }), { decoderConfig })
      onProgress?.(Math.min(1, Math.max(0, packet.timestamp / end)))
    }
    check.finish()
    packets.close()
    await output.finalize()
  } catch (error) {
    await output.cancel()
    throw error
  }
  if (format.fileExtension === '.mp4') await undate(sink.read(''), sink)
}

function targetOf(sink: Sink) {
  return new StreamTarget(
    new WritableStream<StreamTargetChunk>({ write: ({ position, data }) => sink.write(position, data) }),
    { chunked: true, chunkSize },
  )
}
