import { split } from './chapters/split'
import { type Probed, probe } from './ffmpeg/probe'
import { mergeTags } from './ffmpeg/tags'
import type { Usage } from './ffmpeg/usage'
import { mp3 } from './formats/mp3'
import { copied } from './make/copied'
import { copyFormat } from './make/copy'
import { encoded } from './make/encoded'
import type { Verified } from './make/verified'
import { ConversionError } from './model/reasons'
import type { ConvertOptions, ConvertResult } from './model/types'
import { makeCover } from './sound/cover'
import { isTimeExact } from './sound/exact-time'
import { flatInput } from './sound/flat-input'
import { type Metadata, wantedChapters } from './sound/metadata'
import { PeakMeter, writePeaks } from './sound/peaks'
import type { Context, Plan, Selection } from './sound/plan'
import { prepare } from './sound/prepare'
import { targetOf } from './sound/target'
import { usableSource } from './sound/usable-source'
import { type Window, windowOf, windowSeconds } from './sound/window'
import type { Structure } from './source/structure'

/** Audio that is made and verified. */
export interface Product {
  /** Makes the outputs visible. */
  readonly finish: () => Promise<void>
  readonly facts: Omit<ConvertResult, 'wallSeconds' | keyof Usage>
}

/** Decides all there is to decide, and makes the audio. @param structure of the source, where it has one */
export async function makeAudio(context: Context, structure: Structure | undefined): Promise<Product> {
  const selection = await selectSound(context, structure)
  const window = await chooseWindow(selection)
  const prepared = await prepare(selection, window)
  const duration = windowSeconds(prepared.treatment.window, selection.probe.duration)
  if (duration !== undefined) await context.admit(duration)
  const onSeconds = reportFrom(selection, duration)
  const metadata = await describeAudio(selection, prepared.treatment.window, duration)
  const copy = copyFormat(selection.options, selection.stream)
  const draft = { ...selection, ...prepared, duration, metadata, copy, onSeconds, peaks: new PeakMeter() }
  const plan: Plan = { ...draft, flat: isOneMp3(selection) ? await flatInput(draft) : undefined }
  const made = (await copied(plan)) ?? (await split(plan)) ?? (await encoded(plan))
  if (plan.server.failure() !== undefined) throw plan.server.failure()
  return productOf(plan, made)
}

/** @throws ConversionError when there is no sound to take, or one beyond the limits */
async function selectSound(context: Context, structure: Structure | undefined): Promise<Selection> {
  const { options, source, server, limits, ffmpeg, signal } = context
  const { probe: found, stderr, tags, chapters } = await probe(ffmpeg, server.url, signal, limits)
  const facts = { size: source.size, structure, probe: found, stderr }
  const usable = usableSource(facts, options, limits)
  requireChapters(options, chapters)
  return { ...context, ...usable, ...targetOf(options, usable.stream), facts, url: server.url, tags, chapters }
}

/** @throws ConversionError when the audio is to be split at chapters that the source does not have */
function requireChapters({ chapters, chapterList }: ConvertOptions, found: Probed['chapters']): void {
  if (chapters === 'split' && !chapterList && found.length === 0) throw new ConversionError('no-chapters')
}

/** The part of the source that was asked for. @throws ConversionError when the sound ends before it */
async function chooseWindow(selection: Selection): Promise<Window> {
  const { options, probe, stream, pcm } = selection
  const isLate = (options.start ?? 0) > 0
  return windowOf(options, {
    duration: probe.duration,
    isTimeExact: isLate && (await isTimeExact(selection)),
    isResampled: pcm.sampleRate !== stream.sampleRate,
  })
}

/** Reports progress by the seconds of audio that are made; where nobody knows how many there will be, by the bytes that are read. */
function reportFrom({ server, source, progress }: Context, duration: number | undefined): Plan['onSeconds'] {
  const started = performance.now()
  return (seconds) => {
    const done = duration ? seconds / duration : server.furthest() / source.size
    progress.update(done, (performance.now() - started) / 1000)
  }
}

async function describeAudio(selection: Selection, window: Window, duration: number | undefined): Promise<Metadata> {
  const { options, tags, chapters, limits } = selection
  const most = duration ?? (options.chapters === 'split' ? limits.maxSeconds : undefined)
  return {
    tags: mergeTags(tags, options.tags),
    chapters: wantedChapters(options, chapters, window, most),
    cover: await makeCover(selection),
  }
}

/** Only for such audio are there encoders of ours. */
function isOneMp3({ format, options }: Selection): boolean {
  return format === mp3 && options.chapters !== 'split'
}

function productOf(plan: Plan, made: Verified): Product {
  const { sink, probe, stream, peaks, metadata, loudness } = plan
  const { chapters = metadata.chapters } = made
  const { extension, contentType, container, codec } = made.format
  const { samplesEncoded: samples, decodeErrors } = made.summary
  return {
    finish: async () => {
      // The audio comes last: where it is, its peaks are. A copy is not decoded, and has none.
      if (made.facts.mode !== 'copy') await writePeaks(sink, peaks, made.facts.sampleRate)
      await made.finish()
    },
    facts: {
      extension,
      contentType,
      container,
      codec,
      tracks: probe.audio,
      track: stream.index + 1,
      duration: samples / made.facts.sampleRate,
      samples,
      ...made.facts,
      ...(loudness && { loudness }),
      ...(chapters.length > 0 && { chapters }),
      sourceContainer: probe.container,
      sourceCodec: stream.codec,
      ...(probe.duration !== undefined && { sourceDuration: probe.duration }),
      decodeErrors,
      ffmpegSeconds: made.outcome.seconds,
    },
  }
}
