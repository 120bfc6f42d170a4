import { join } from 'node:path'
import { fileSource, type Source } from '../../lambdas/conversion/engine'
import { probe } from '../../lambdas/conversion/engine/ffmpeg/probe'
import { serveRanges } from '../../lambdas/conversion/engine/source/range-server'
import { readAhead } from '../../lambdas/conversion/engine/source/read-ahead'
import { findLauncher } from '../../local/engine/find-launcher'
import type { Figure } from './chart'
import { makeLarge, type soundFiles } from './engine-files'
import { bundleEngine, type Footprint, footprintOf } from './engine-memory'
import { type Cost, copyFile, type Metered, runEngine, runPlain } from './engine-run'
import { installMoviepy } from './moviepy'
import { median } from './statistics'

/** What the parts of the benchmark work with. */
export interface Bench {
  readonly ffmpeg: Metered
  /** For everything that is made. */
  readonly folder: string
  readonly file: ReturnType<typeof soundFiles>
}

/** What one part measured: figures with a limit, and what else there is to tell. */
export interface Measured {
  readonly figures: readonly Figure[]
  readonly [more: string]: unknown
}

/** Cores of a worker. */
const workers = 2

/** Something measured in turns with what it is compared with. */
interface Pair {
  readonly other: Cost
  readonly engine: Cost
}

async function inTurns(count: number, other: () => Promise<Cost>, engine: () => Promise<Cost>): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let round = 0; round < count; round++) pairs.push({ other: await other(), engine: await engine() })
  return pairs
}

function timeShare({ other, engine }: Pair): number {
  return engine.wall / other.wall
}

function cpuShare({ other, engine }: Pair): number {
  return engine.cpu / other.cpu
}

function speedUp(pairs: readonly Pair[]): number {
  return round(1 / median(pairs.map(timeShare)))
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}

function rounded(pairs: readonly Pair[]) {
  return pairs.map(({ other, engine }) => ({
    other: { wall: round(other.wall), cpu: round(other.cpu) },
    engine: { wall: round(engine.wall), cpu: round(engine.cpu) },
  }))
}

/** What the engine takes of the other's time and CPU, in the median. */
function sharesOf(
  pairs: readonly Pair[],
  what: string,
  limits: { readonly time: number; readonly cpu: number },
): Figure[] {
  return [
    { name: `Time for ${what}`, value: median(pairs.map(timeShare)), unit: '', limit: limits.time },
    { name: `CPU for ${what}`, value: median(pairs.map(cpuShare)), unit: '', limit: limits.cpu },
  ]
}

/** 20 minutes with two encoders against `ffmpeg -c:a libmp3lame` with one: probing, splicing, peaks and verification included. */
async function long({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const input = await file({ seconds: 1200 })
  const { result } = await runEngine(ffmpeg, input, folder, workers)
  if (result.mode !== 'parallel') throw new Error(`It was not made by several encoders, but: ${result.fallback}`)
  const pairs = await inTurns(
    5,
    () => runPlain(ffmpeg, input, join(folder, 'plain.mp3')),
    () => runEngine(ffmpeg, input, folder, workers),
  )
  return {
    figures: sharesOf(pairs, '20 min, of that of one encoder', { time: 1 / 1.7, cpu: 1.15 }),
    speedUp: speedUp(pairs),
    pairs: rounded(pairs),
  }
}

/** From which length on two encoders are faster than one: both ways forced. */
async function lengths({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const bySeconds: Record<string, number> = {}
  for (const seconds of [30, 60, 120, 300]) {
    const input = await file({ seconds })
    const run = (count: number) => () => runEngine(ffmpeg, input, folder, count, { limits: { minSliceSeconds: 1 } })
    bySeconds[seconds] = speedUp(await inTurns(5, run(1), run(workers)))
  }
  return { figures: [], speedUpBySeconds: bySeconds }
}

/** As many encoders as there would be cores, on those that there are. */
async function crowd({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const input = await file({ seconds: 300 })
  const byWorkers: Record<string, number> = {}
  for (const count of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const pairs = await inTurns(
      3,
      () => runPlain(ffmpeg, input, join(folder, 'plain.mp3')),
      () => runEngine(ffmpeg, input, folder, count, { limits: { minSliceSeconds: 1 } }),
    )
    byWorkers[count] = speedUp(pairs)
  }
  return { figures: [], speedUpByWorkers: byWorkers }
}

/** Where two encoders would not pay, the engine is as fast with two cores as with one, and little slower than ffmpeg alone. */
async function cheap({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const sounds = [
    { name: '10 s', input: await file({ seconds: 10 }), bitrate: 192, rounds: 11 },
    { name: '100 s', input: await file({ seconds: 100 }), bitrate: 192, rounds: 5 },
    { name: '10 min of silence', input: await file({ seconds: 600, isSilent: true }), bitrate: 192, rounds: 5 },
    {
      name: '10 min at 16 kHz and 32 kb/s',
      input: await file({ seconds: 600, channels: 1, sampleRate: 16_000 }),
      bitrate: 32,
      rounds: 5,
    },
  ]
  const figures: Figure[] = []
  for (const { name, input, bitrate, rounds } of sounds) {
    const run = (count: number) => () => runEngine(ffmpeg, input, folder, count, { bitrate })
    const pairs = await inTurns(rounds, run(1), run(workers))
    const value = median(pairs.map(timeShare))
    figures.push({ name: `Time for ${name} with two cores, of that with one`, value, unit: '', limit: 1.05 })
  }
  const short = await file({ seconds: 10 })
  const pairs = await inTurns(
    11,
    () => runPlain(ffmpeg, short, join(folder, 'plain.mp3')),
    () => runEngine(ffmpeg, short, folder, workers),
  )
  const more = median(pairs.map(({ other, engine }) => engine.wall - other.wall))
  return { figures: [...figures, { name: 'More time for 10 s than ffmpeg alone', value: more, unit: 's', limit: 0.3 }] }
}

/** Three hours take as much memory as ten minutes, and no more of `/tmp` than the spool may have. */
async function memory({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const program = await bundleEngine(folder)
  const footprint = async (seconds: number) =>
    footprintOf({ program, ffmpeg: ffmpeg.original, workers }, await file({ seconds }), folder)
  // When V8 collects is chance: medians, as of time.
  const pairs: { readonly short: Footprint; readonly hours: Footprint }[] = []
  for (let round = 0; round < 3; round++) pairs.push({ short: await footprint(600), hours: await footprint(3 * 3600) })
  const [short, hours] = [
    median(pairs.map((pair) => pair.short.memory)),
    median(pairs.map((pair) => pair.hours.memory)),
  ]
  const disk = Math.max(...pairs.map((pair) => pair.hours.disk))
  return {
    figures: [
      { name: 'Memory for 3 h, all processes', value: hours / 1e6, unit: 'MB', limit: 350 },
      { name: 'Memory for 3 h, of that for 10 min', value: hours / short, unit: '', limit: 1.1 },
      { name: 'Disk for 3 h, decoded and encoded', value: disk / 1e9, unit: 'GB', limit: 3.5 },
    ],
    megabytes: pairs.map((pair) => [pair.short, pair.hours].map(({ memory }) => round(memory / 1e6))),
    secondsForThreeHours: round(median(pairs.map((pair) => pair.hours.seconds))),
  }
}

/** The converter that many use from Python, at the same settings. */
async function moviepy({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const convert = await installMoviepy(ffmpeg.original, folder)
  const input = await file({ seconds: 600 })
  const pairs = await inTurns(
    7,
    () => convert(input),
    () => runEngine(ffmpeg, input, folder, workers),
  )
  return {
    figures: sharesOf(pairs, '10 min, of that of moviepy 2.2.1', { time: 1 / 2, cpu: 1 / 1.5 }),
    pairs: rounded(pairs),
  }
}

/** What reads and does not encode: a copy, and a look into a large file. */
async function reading({ ffmpeg, folder, file }: Bench): Promise<Measured> {
  const hour = await file({ seconds: 3600, ending: 'm4a' })
  const copies: Cost[] = []
  for (let count = 0; count < 5; count++) copies.push(await copyFile(ffmpeg, hour, folder))
  const requests = await requestsOf(ffmpeg.original, makeLarge(await file({ seconds: 10 }), join(folder, 'large.mp4')))
  return {
    figures: [
      { name: 'Copy of 1 h of AAC', value: median(copies.map(({ wall }) => wall)), unit: 's', limit: 2 },
      { name: 'Requests to probe 2 GB, index at the end', value: requests, unit: '', limit: 5 },
    ],
  }
}

async function requestsOf(ffmpeg: string, path: string): Promise<number> {
  const source = await fileSource(path)
  let requests = 0
  const counted: Source = {
    size: source.size,
    read: (start, end, signal) => {
      requests += 1
      return source.read(start, end, signal)
    },
  }
  const reader = readAhead(counted)
  const server = await serveRanges(reader)
  try {
    const { probe: found } = await probe(
      { path: ffmpeg, launcher: findLauncher(process.cwd()) },
      server.url,
      new AbortController().signal,
    )
    if (found?.audio.length !== 1) throw new Error('the probe found no sound')
    return requests
  } finally {
    reader.close()
    await server.close()
  }
}

/** In the order in which they are shown. Each takes less than five minutes on two quiet cores, all together a quarter of an hour. */
export const parts = { long, cheap, lengths, crowd, memory, moviepy, reading } as const
