import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { convert, fileSink, fileSource } from '../../../../lambdas/conversion/engine'
import { coresOf, ownCores, placed } from '../../../../lambdas/conversion/engine/placement'
import { makeMusic } from '../../../support/sound'
import { makeShim } from './parallel/shim'

jest.setTimeout(60_000)

test.each([
  ['Name:\tnode\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\nMems_allowed:\t1\n', [0, 1]],
  ['Cpus_allowed_list:\t2\n', [2]],
  ['Cpus_allowed_list:\t0,3-5,8\n', [0, 3, 4, 5, 8]],
  ['Name:\tnode\n', []],
])('the cores in %j are %j', (status, cores) => {
  expect(coresOf(status)).toEqual(cores)
})

test('a program without a core of its own is left as it is', () => {
  const invocation = { program: '/opt/bin/ffmpeg', args: ['-version'] }
  expect(placed(invocation, undefined)).toEqual(invocation)
})

describe('the processes of a conversion', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiolift-placement-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** The cores that decoder and encoders may run on, in the order in which they begin. */
  const coresWith = async (workers: number): Promise<(readonly number[])[]> => {
    const log = join(folder, `cores-${workers}`)
    await writeFile(log, '')
    const shim = await makeShim(folder, { before: `grep ^Cpus_allowed_list: /proc/$$/status >> '${log}'` })
    const source = await fileSource(await makeMusic(join(folder, 'music.m4a'), { seconds: 60 }))
    const { signal } = new AbortController()
    const env = { ffmpeg: shim.program, workDirectory: folder, workers, limits: { minSliceSeconds: 1 } }
    const options = { format: 'mp3', bitrate: 192 } as const
    const { mode } = await convert(source, options, fileSink({}), () => {}, signal, env)
    expect(mode).toBe('parallel')
    const [, ...working] = (await readFile(log, 'utf8')).trim().split('\n').map(coresOf)
    return working
  }

  const all = availableParallelism()
  const cores = ownCores(all)
  // More than a minute of sound can be cut for has no slices enough; and only Linux places.
  const onOwnCores = cores.length > 1 && all <= 4 ? test : test.skip

  onOwnCores('have a core each, where there is an encoder for every core', async () => {
    const [decoder, ...encoders] = await coresWith(all)
    expect(decoder).toEqual(cores.slice(-1))
    expect(encoders.slice(0, all)).toEqual(cores.map((core) => [core]))
    expect(encoders.filter(({ length }) => length !== 1)).toEqual([])
  })

  onOwnCores('go where the kernel puts them, where there are more cores or fewer', async () => {
    expect((await coresWith(all + 1)).filter(({ length }) => length !== all)).toEqual([])
  })
})
