import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, type as osType, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findFfmpeg } from '../../lambdas/conversion/engine/ffmpeg-binary'
import { runMain } from '../../local/errors'
import { chart, type Figure } from './chart'
import { type Cost, type Metered, makeMp4, meter, peakMemory, runEngine, runPlain } from './engine-run'

/**
 * `npm run bench:engine`: the engine with several encoders against `ffmpeg -c:a libmp3lame` with one, in turns, probing,
 * splicing and verification included. Prints a table and writes `docs/benchmarks/engine.json` and `.svg`.
 *
 * `--pairs N`, `--workers N` and `--seconds N` (of sound) for another run than the published one, which is not written then.
 */
const usual = { pairs: 5, workers: 2, seconds: 1200 }
/** Seconds of sound at which to look whether a second encoder pays. */
const lengths = [30, 60, 120, 300]

interface Pair {
  readonly plain: Cost
  readonly engine: Cost
}

const runMany = async (count: number, once: () => Promise<Pair>): Promise<Pair[]> => {
  const pairs: Pair[] = []
  for (let round = 0; round < count; round++) pairs.push(await once())
  return pairs
}

const medianOf = (pairs: readonly Pair[], of: (pair: Pair) => number): number => {
  const values = pairs.map(of).sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? Number.NaN
}

const timeShare = ({ plain, engine }: Pair): number => engine.wall / plain.wall
const cpuShare = ({ plain, engine }: Pair): number => engine.cpu / plain.cpu

const measure = async (ffmpeg: Metered, folder: string, { pairs, workers, seconds }: typeof usual) => {
  const mp4 = async (length: number) => makeMp4(findFfmpeg(process.cwd()), folder, length)
  const output = join(folder, 'plain.mp3')
  const pairOf = async (input: string, count: number, minSliceSeconds?: number): Promise<Pair> => {
    const limits = minSliceSeconds === undefined ? {} : { minSliceSeconds }
    return {
      plain: await runPlain(ffmpeg, input, output),
      engine: await runEngine(ffmpeg, input, folder, count, limits),
    }
  }

  const long = await mp4(seconds)
  const { result } = await runEngine(ffmpeg, long, folder, workers)
  if (result.mode !== 'parallel') throw new Error(`It was not made by several encoders, but: ${result.fallback}`)
  const main = await runMany(pairs, () => pairOf(long, workers))
  const memory = await peakMemory(() => runEngine(ffmpeg, long, folder, workers))

  const short = await mp4(10)
  const brief = await runMany(2 * pairs + 1, () => pairOf(short, workers))

  const byLength: Record<string, number> = {}
  for (const length of lengths) {
    const input = await mp4(length)
    byLength[length] = 1 / medianOf(await runMany(pairs, () => pairOf(input, workers, 1)), timeShare)
  }

  const minutes = `${seconds / 60} min`
  const figures: Figure[] = [
    { name: `Time for ${minutes}, of that of one encoder`, value: medianOf(main, timeShare), unit: '', limit: 1 / 1.7 },
    { name: `CPU for ${minutes}, of that of one encoder`, value: medianOf(main, cpuShare), unit: '', limit: 1.15 },
    {
      name: 'More time for 10 s than ffmpeg alone',
      value: medianOf(brief, ({ plain, engine }) => engine.wall - plain.wall),
      unit: 's',
      limit: 0.3,
    },
    { name: `Memory for ${minutes}, all processes`, value: memory / 1e6, unit: 'MB', limit: 350 },
  ]
  return { figures, byLength, pairs: main, speedUp: 1 / medianOf(main, timeShare) }
}

const describe = async (order: typeof usual, found: Awaited<ReturnType<typeof measure>>) => ({
  date: new Date().toISOString().slice(0, 10),
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    os: osType(),
    node: process.version,
  },
  ...order,
  sound: 'stereo, 48 kHz, AAC in MP4, to MP3 192 kb/s',
  speedUp: round(found.speedUp),
  speedUpBySeconds: Object.fromEntries(Object.entries(found.byLength).map(([length, value]) => [length, round(value)])),
  pairs: found.pairs.map(({ plain, engine }) => ({ plain: roundCost(plain), engine: roundCost(engine) })),
  results: found.figures.map((figure) => ({ ...figure, value: round(figure.value), limit: round(figure.limit) })),
})

const round = (value: number): number => Number(value.toPrecision(3))
const roundCost = ({ wall, cpu }: Cost): Cost => ({ wall: round(wall), cpu: round(cpu) })

const readOrder = (): typeof usual => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { pairs: text, workers: text, seconds: text } })
  const read = (name: keyof typeof usual) => {
    const value = Number(values[name] ?? usual[name])
    if (Number.isInteger(value) && value > 0) return value
    throw new Error(`--${name} takes a whole number above 0, not "${values[name]}".`)
  }
  return { pairs: read('pairs'), workers: read('workers'), seconds: read('seconds') }
}

runMain(async () => {
  const order = readOrder()
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-bench-'))
  try {
    const ffmpeg = meter(findFfmpeg(process.cwd()), folder)
    const report = await describe(order, await measure(ffmpeg, folder, order))
    if (JSON.stringify(order) === JSON.stringify(usual)) {
      writeFileSync('docs/benchmarks/engine.json', `${JSON.stringify(report, null, 2)}\n`)
      const title = `Engine with ${order.workers} encoders: measured, and the limit`
      writeFileSync('docs/benchmarks/engine.svg', chart(title, report.results))
    }
    console.table(
      Object.fromEntries(
        report.results.map(({ name, value, unit, limit }) => [
          name,
          { measured: `${value} ${unit}`, limit: `${limit} ${unit}`, holds: value <= limit },
        ]),
      ),
    )
    console.log(`${report.speedUp} times as fast; by seconds of sound: ${JSON.stringify(report.speedUpBySeconds)}`)
    return report.results.every(({ value, limit }) => value <= limit) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
