import { readdirSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConvertOptions, convert, fileSink, fileSource } from '../../../lambdas/conversion/engine'
import { runFfmpeg } from '../../../lambdas/conversion/engine/ffmpeg/ffmpeg'
import { encoderLayerFolder } from '../../../lib/conversion/encoder-binary'
import { ffmpegLayerFolder } from '../../../lib/conversion/ffmpeg-binary'
import { requireFit } from '../../../lib/conversion/function-image'
import { launcherLayerFolder } from '../../../lib/conversion/launcher-binary'
import { decodedSamples, makeSound } from '../../support/media'
import { makeMusic } from '../../support/sound'
import { type ImageRoot, makeImageRoot, whatIsMissing } from './image-root'

/** Zig and the packages are fetched, and the programs built, the first time. */
jest.setTimeout(10 * 60_000)

const missing = whatIsMissing()

if (missing === undefined) describe('the programs of the layers, in a root that has glibc and libgcc alone', theyRun)
else test.skip(`the programs of the layers were not tried for arm64: ${missing}`, () => undefined)

function theyRun() {
  const [ffmpeg, encoder] = ['/opt/bin/ffmpeg', '/opt/bin/slice-encoder']
  const { signal } = new AbortController()
  let root: ImageRoot
  let work: string

  beforeAll(async () => {
    const layers = [ffmpegLayerFolder(), encoderLayerFolder(), launcherLayerFolder()]
    root = makeImageRoot(join(process.cwd(), '.build', 'image-root'), layers)
    work = join(root.folder, 'work')
    await mkdir(work)
  })
  afterAll(() => {
    for (const path of [root.folder, root.launcher]) rmSync(path, { recursive: true, force: true })
  })

  /** With the worker's engine on this machine, whose programs are those of the root. */
  async function converted(path: string, options: ConvertOptions) {
    const folder = await mkdtemp(join(work, 'job-'))
    const audio = join(folder, `audio.${options.format}`)
    const machine = { ffmpeg, encoder, launcher: root.launcher, workers: 2, limits: { minSliceSeconds: 1 } }
    const result = await convert({
      source: await fileSource(path),
      options,
      sink: fileSink({ audio }),
      signal,
      ...machine,
      workDirectory: folder,
    })
    return { result, audio }
  }

  test('fit what Amazon Linux 2023 has, by what they say of themselves', () => {
    const programs = readdirSync(join(root.folder, 'opt', 'bin')).filter((name) => name !== 'node')
    expect(programs.sort()).toEqual(['ffmpeg', 'hide.node', 'launcher', 'slice-encoder'])
    for (const name of programs) requireFit(name, join(root.folder, 'opt', 'bin', name))
  })

  test.each([
    ['an MP3 by two encoders', { format: 'mp3', bitrate: 128 }, 30, 'parallel'],
    ['an M4A', { format: 'm4a' }, 8, 'single'],
  ] as const)('make %s', async (_name, options, seconds, mode) => {
    const sound = await makeMusic(join(work, `music-${options.format}.wav`), { seconds })
    const { result, audio } = await converted(sound, options)
    expect(result).toMatchObject({ mode, duration: expect.closeTo(seconds, 1) })
    expect(result.fallback).toBeUndefined()
    expect((await decodedSamples(audio, 2)) / result.sampleRate).toBeCloseTo(seconds, 1)
  })

  test('copy what is an MP4 already', async () => {
    const { result } = await converted(await makeSound(join(work, 'sound.mp4')), { format: 'm4a' })
    expect(result).toMatchObject({ mode: 'copy' })
  })

  test('end at the limit of their time', async () => {
    const program = { path: ffmpeg, launcher: root.launcher }
    const args = ['-f', 'lavfi', '-i', 'anoisesrc=d=100000', '-f', 'null', '-']
    const endless = runFfmpeg({ ffmpeg: program, args, signal, cpuSeconds: 4 })
    await expect(endless).rejects.toMatchObject({ reason: 'timeout' })
  })

  test('cannot write a file that is larger than the launcher lets them', async () => {
    const out = join(work, 'large.wav')
    const words = ['--file', '100000', '--', '/emulator', ffmpeg, '-v', 'error', '-f', 'lavfi', '-i', 'sine=d=10', out]
    expect(() => root.run('/opt/bin/launcher', ...words)).toThrow()
    expect((await readFile(out)).length).toBeLessThanOrEqual(100_000)
  })

  test('hide Node, where Node is one for arm64, too', async () => {
    await writeFile(
      join(work, 'hide.cjs'),
      "const hide = { exports: {} }; process.dlopen(hide, '/opt/bin/hide.node'); console.log(process.arch, hide.exports)",
    )
    expect(root.run('/opt/bin/node', '/work/hide.cjs')).toBe('arm64 0\n')
  })
}
