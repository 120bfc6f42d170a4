import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findFfmpeg } from '../../local/engine/find-ffmpeg'
import { runMain, UserError } from '../../local/errors'
import { run } from '../../local/processes'
import { soundFiles } from './engine-files'
import { type Measured, parts } from './engine-parts'
import { meter } from './engine-run'
import { keep, machine } from './report'

/**
 * `npm run bench:engine`: the engine against ffmpeg with one encoder, against moviepy, and against its own limits of memory, disk
 * and requests; each comparison in turns, medians. Prints a table and writes `docs/benchmarks/engine.json` and `.svg`.
 *
 * `--part NAME`, also several times, measures that part alone and leaves the other figures as they are.
 */
type Part = keyof typeof parts

const names = Object.keys(parts) as Part[]

/** A part as it is kept, with what it was measured on, and how many processes wanted a core just before. */
type Kept = Measured & { readonly date: string; readonly machine: object; readonly load?: number }

function readNames(): Part[] {
  const { values } = parseArgs({ options: { part: { type: 'string', multiple: true } } })
  for (const name of values.part ?? [])
    if (!names.includes(name as Part)) throw new UserError(`There is no part "${name}": there are ${names.join(', ')}.`)
  return names.filter((name) => values.part?.includes(name) ?? true)
}

function readKept(): Partial<Record<Part, Kept>> {
  const { parts: kept } = JSON.parse(readFileSync('docs/benchmarks/engine.json', 'utf8'))
  return kept ?? {}
}

runMain(async () => {
  const wanted = readNames()
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-bench-'))
  try {
    const original = findFfmpeg(process.cwd())
    const [, version] = /^ffmpeg version (\S+)/.exec((await run(original, ['-version'])).stdout) ?? []
    const bench = { ffmpeg: meter(original, folder), folder, file: soundFiles(original, folder) }
    const kept = readKept()
    for (const name of wanted) {
      const [load] = loadavg()
      const started = performance.now()
      const measured = await parts[name](bench)
      const seconds = Math.round((performance.now() - started) / 1000)
      console.log(`${name}: ${seconds} s`)
      const date = new Date().toISOString().slice(0, 10)
      kept[name] = {
        date,
        machine: { ...machine(), ffmpeg: version },
        ...(load !== undefined && { load: Number(load.toFixed(1)) }),
        seconds,
        ...measured,
      }
    }
    const all = names.flatMap((name) => kept[name]?.figures ?? [])
    const more = { sound: 'stereo, 48 kHz, AAC in MP4, to MP3 192 kb/s where nothing else is said', parts: kept }
    return keep('engine', 'The engine with two encoders: measured, and the limit', all, more) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
