import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConvertOptions, convert, fileSink, fileSource } from '../../../../../lambdas/conversion/engine'
import { anyCore, coresOf } from '../../../../../lambdas/conversion/engine/ffmpeg/placement'
import { makeMusic } from '../../../../support/sound'
import { makeShim } from '../parallel/shim'

jest.setTimeout(60_000)

test.each([
  ['Name:\tnode\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\nMems_allowed:\t1\n', [0, 1]],
  ['Cpus_allowed_list:\t2\n', [2]],
  ['Cpus_allowed_list:\t0,3-5,8\n', [0, 3, 4, 5, 8]],
  ['Name:\tnode\n', []],
])('the cores in %j are %j', (status, cores) => {
  expect(coresOf(status)).toEqual(cores)
})

describe('the processes of a conversion', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiolift-placement-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** What each process was to do, and the cores that it might run on; in no order where several begin at the same time. */
  const placesIn = async (options: ConvertOptions, mode: string, workers: number) => {
    const log = join(folder, `${mode}-${workers}`)
    await writeFile(log, '')
    const before = `echo "$$ $(grep ^Cpus_allowed_list: /proc/$$/status)" >> '${log}'`
    const shim = await makeShim(folder, { before })
    const source = await fileSource(await makeMusic(join(folder, 'music.m4a'), { seconds: 60 }))
    const { signal } = new AbortController()
    const env = { ...shim, workDirectory: folder, workers, limits: { minSliceSeconds: 1 } }
    const result = await convert({ source, options, sink: fileSink({}), signal, ...env })
    expect(result.mode).toBe(mode)
    const lines = (await readFile(log, 'utf8')).split('\n')
    const coresBy = new Map(lines.map((line) => [Number.parseInt(line, 10), coresOf(line.replace(/^\d+ /, ''))]))
    const processes = await shim.processes()
    return (word: string) => processes.filter(({ args }) => args.includes(word)).map(({ pid }) => coresBy.get(pid))
  }
  // Only Linux places, and only where there is a choice.
  const wherePlaced = availableParallelism() > 1 && anyCore() !== undefined ? test : test.skip

  wherePlaced('stay on one core where they decode, and encode where the kernel puts them', async () => {
    const places = await placesIn({ format: 'mp3', bitrate: 192 }, 'parallel', 2)
    expect(places('spool-%d')).toEqual([[expect.any(Number)]])
    const encoders = places('/slice-')
    expect(encoders.length).toBeGreaterThan(1)
    expect(encoders.filter((allowed) => allowed?.length !== availableParallelism())).toEqual([])
  })

  wherePlaced('stay on one core where they copy', async () => {
    const places = await placesIn({ format: 'm4a' }, 'copy', 2)
    expect(places('-c:a copy')).toEqual([[expect.any(Number)]])
  })
})
