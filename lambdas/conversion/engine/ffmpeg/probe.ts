import { ConversionError } from '../model/reasons'
import { type Chapter, defaultLimits, type Limits, type Track } from '../model/types'
import { channelCount } from './channel-layout'
import { runFfmpeg } from './ffmpeg'
import { guardedInput } from './guard'
import type { Program } from './invocation'
import { parseChapters, parseFfmetadata, type Tags } from './tags'

export interface Probe {
  /** First of ffmpeg's names of the demuxer: `mov`, `matroska`, `wav` … */
  readonly container: string
  /** Seconds of the longest stream, as declared: the file may claim anything. */
  readonly duration: number | undefined
  /** Worked out from the file's size: a cut file looks whole by it. */
  readonly durationIsEstimate: boolean
  /** Moving pictures; a cover picture is none. */
  readonly hasVideo: boolean
  /** Numbers, among the pictures, of the first moving one and of the first cover. */
  readonly video?: number
  readonly picture?: number
  readonly audio: readonly Track[]
}

export interface Probed {
  /** `undefined` when ffmpeg finds no media that it may read. */
  readonly probe: Probe | undefined
  readonly tags: Tags
  readonly chapters: readonly Chapter[]
  /** What ffmpeg said. */
  readonly stderr: string
}

/** Characters of tags that are read: longer ones are not titles. */
const maxTags = 256 * 1024

/**
 * Asks ffmpeg alone what the media at `url` are: not every build of it comes with ffprobe.
 *
 * @throws ConversionError `system` when it crashes, `timeout` when it takes too long, `corrupt` when the file's tags imitate the answer
 */
export async function probe(
  ffmpeg: Program,
  url: string,
  signal: AbortSignal,
  { probeTimeoutMs }: Pick<Limits, 'probeTimeoutMs'> = defaultLimits,
): Promise<Probed> {
  const patience = AbortSignal.timeout(probeTimeoutMs)
  try {
    return await describe(ffmpeg, url, AbortSignal.any([signal, patience]))
  } catch (error) {
    if (signal.aborted || !patience.aborted) throw error
    const message = 'It took too long to find out what is in the file. Please try again, or export the file again.'
    throw new ConversionError('timeout', { message, cause: error })
  }
}

async function describe(ffmpeg: Program, url: string, signal: AbortSignal): Promise<Probed> {
  const ask = async (metadata: string) => {
    let output = ''
    const { stderr, killedBy } = await runFfmpeg({
      ffmpeg,
      args: [...guardedInput(url), '-map_metadata', metadata, '-f', 'ffmetadata', 'pipe:1'],
      signal,
      read: async (stdout) => {
        for await (const text of stdout.setEncoding('utf8')) if (output.length < maxTags) output += text
      },
    })
    if (killedBy) throw new ConversionError('system', { detail: `ffmpeg died of ${killedBy} while probing: ${stderr}` })
    return { stderr, tags: parseFfmetadata(output), chapters: parseChapters(output) }
  }
  const { stderr, tags, chapters } = await ask('0')
  if (isForged(stderr)) {
    const message =
      'The file’s tags look like ffmpeg’s description of the file, so it cannot be read. Please export it without them.'
    throw new ConversionError('corrupt', { message, detail: stderr })
  }
  const found = parseProbe(stderr)
  // Ogg has its tags at the stream, where the question for those of the file does not see them.
  const ofStream = found?.container === 'ogg' && found.audio.length > 0 ? (await ask('0:s:a:0')).tags : {}
  return { probe: found, tags: { ...tags, ...ofStream }, chapters, stderr }
}

/**
 * Whether a description holds lines that the file has made up. ffmpeg prints the name of a tag as it is, and a name with line
 * breaks may look like anything else that ffmpeg says. But it cannot keep ffmpeg from saying that, too: what is said once only is
 * there twice then, or in the wrong place. A stream that is there once more, in another program, is described alike.
 */
export function isForged(stderr: string): boolean {
  const places = (pattern: RegExp) => [...stderr.matchAll(pattern)].map(({ index }) => index)
  const durations = places(/^ {2}Duration: /gm)
  const isTwice = [durations, places(/^Input #0/gm), places(/^Output #0/gm)].some(({ length }) => length > 1)
  const isMisplaced = (places(/^ {2}Stream #/gm)[0] ?? Number.POSITIVE_INFINITY) < (durations[0] ?? 0)
  const [description = ''] = stderr.split(/^Output #0/m)
  const streams = new Map<string, string>()
  for (const [line, number = ''] of description.matchAll(/^ {2}Stream #0:(\d+)\S*: .*$/gm)) {
    if ((streams.get(number) ?? line) !== line) return true
    streams.set(number, line)
  }
  return isTwice || isMisplaced
}

/** Reads ffmpeg's description of its input; `undefined` when it opened none. Tags must have been left out of `stderr`. */
export function parseProbe(stderr: string): Probe | undefined {
  const description = stderr.split(/^Output #0/m)[0] ?? ''
  const container = /^Input #0, ([^,\s]+)/m.exec(description)?.[1]
  if (!container) return undefined
  const streams = [...description.matchAll(/^ {2}Stream #0:\d+(?:\[\w+\])?(?:\((\w+)\))?: (Audio|Video): (.*)$/gm)]
  const pictures = streams.flatMap(([, , kind, rest = '']) =>
    kind === 'Video' ? [rest.includes('(attached pic)')] : [],
  )
  return {
    container,
    duration: parseDuration(description),
    durationIsEstimate: /Estimating duration from bitrate/.test(description),
    hasVideo: pictures.includes(false),
    ...(pictures.includes(false) && { video: pictures.indexOf(false) }),
    ...(pictures.includes(true) && { picture: pictures.indexOf(true) }),
    audio: streams.flatMap(([, language, kind, rest = '']) =>
      kind === 'Audio' ? [{ ...parseTrack(rest), ...(language && language !== 'und' && { language }) }] : [],
    ),
  }
}

/** `  Duration: 00:00:05.00, start: …`, or `N/A`. */
function parseDuration(description: string): number | undefined {
  const match = /^ {2}Duration: (\d+):(\d\d):(\d\d\.\d+)/m.exec(description)
  if (!match) return undefined
  const [, hours, minutes, seconds] = match
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** Codecs that give back what went in. */
const lossless = /^(pcm_|flac|alac|wavpack|tta|ape|truehd|mlp)/

/** `s16`, `s32 (24 bit)`, `fltp`: what is finer than 24 bits is beyond hearing. */
function bitsOf(format: string): number {
  return /^(u8|s16)p?\b/.test(format) ? 16 : 24
}

/** `aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp, 96 kb/s (default)`. */
function parseTrack(text: string): Track {
  const [codec = 'none', ...fields] = text.split(', ')
  const rateAt = fields.findIndex((field) => /^\d+ Hz$/.test(field))
  const layout = fields[rateAt + 1] ?? ''
  const name = /^[^\s(]+/.exec(codec)?.[0] ?? 'none'
  const rate = /^(\d+) kb\/s/m.exec(fields.find((field) => / kb\/s/.test(field)) ?? '')?.[1]
  const bits = lossless.test(name) ? bitsOf(fields[rateAt + 2] ?? '') : 16
  return {
    codec: name,
    ...(rate !== undefined && { bitrate: Number(rate) }),
    ...(bits > 16 && { bits }),
    sampleRate: rateAt < 0 ? undefined : Number.parseInt(fields[rateAt] ?? '', 10) || undefined,
    channels: channelCount(layout),
  }
}
