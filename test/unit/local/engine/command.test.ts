import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../../../../local/engine/command'
import { cut, makeSound, makeVideo, programs, withDirectory } from '../../../support/media'

async function run(
  directory: string,
  words: readonly string[],
  signal = new AbortController().signal,
  findPrograms = async () => programs(),
) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand(words, {
    directory,
    findPrograms,
    signal,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test('converts a file, names relative to where the person is', () =>
  withDirectory(async (directory) => {
    await makeVideo(join(directory, 'in.mp4'))
    const { code, out, err } = await run(directory, ['in.mp4', 'out.mp3', '--bitrate', '128k'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/out\.mp3: 2\.0\d s of audio, 128 kb\/s, 48000 Hz, made in/)
    expect((await readdir(directory)).sort()).toEqual(['in.mp4', 'out.mp3'])
  }))

test('--json prints the result as one object', () =>
  withDirectory(async (directory) => {
    await makeSound(join(directory, 'in.wav'))
    const { code, out } = await run(directory, ['in.wav', 'out.mp3', '--json'])
    const { size } = JSON.parse(out)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      samples: 96000,
      bitrate: 192,
      mode: 'single',
      sourceCodec: 'pcm_s16le',
    })
    expect((await readFile(join(directory, 'out.mp3'))).length).toBe(size)
  }))

test(
  '--workers says how many encoders may work',
  () =>
    withDirectory(async (directory) => {
      await makeSound(join(directory, 'in.wav'), { seconds: 130 })
      const json = async (workers: string) =>
        JSON.parse((await run(directory, ['in.wav', 'out.mp3', '--json', '--workers', workers])).out)
      expect(await json('2')).toMatchObject({ ok: true, mode: 'parallel', workers: 2 })
      expect(await json('1')).toMatchObject({ ok: true, mode: 'single', workers: 1 })
      expect((await run(directory, ['in.wav', 'out.mp3', '--workers', '2'])).out).toMatch(/ s by 2 encoders\.$/)
    }),
  60_000,
)

test('a failure leaves the old output unchanged, and says the reason', () =>
  withDirectory(async (directory) => {
    await cut(await makeVideo(join(directory, 'in.mp4')), 0.5, join(directory, 'cut.mp4'))
    await writeFile(join(directory, 'out.mp3'), 'old')
    const { code, err } = await run(directory, ['cut.mp4', 'out.mp3'])
    expect(code).toBe(1)
    expect(err).toMatch(/^The file is incomplete.*\(truncated\)$/)
    const told = JSON.parse((await run(directory, ['cut.mp4', 'out.mp3', '--json'])).out)
    expect(told).toMatchObject({ ok: false, reason: 'truncated', detail: expect.any(String) })
    expect(await readFile(join(directory, 'out.mp3'), 'utf8')).toBe('old')
    expect((await readdir(directory)).sort()).toEqual(['cut.mp4', 'in.mp4', 'out.mp3'])
  }))

test.each([
  [['gone.mp4', 'out.mp3'], 'input', /There is no file .*gone\.mp4\./],
  [['folder', 'out.mp3'], 'input', /folder is a folder\./],
  [['in.mp4', 'nowhere/out.mp3'], 'output', /There is no folder .*nowhere\./],
  [['in.mp4', 'in.mp4/out.mp3'], 'output', /There is no folder/],
  [['in.mp4', 'folder'], 'output', /folder is a folder\./],
  [['in.mp4', './in.mp4'], 'output', /the same file/],
  [['in.mp4', 'out.mp3'], 'not-media', /The file is empty\./],
])('%j is refused', (words, reason, sentence) =>
  withDirectory(async (directory) => {
    await writeFile(join(directory, 'in.mp4'), '')
    await mkdir(join(directory, 'folder'))
    const { code, err } = await run(directory, words)
    expect(code).toBe(1)
    expect(err).toMatch(sentence)
    expect(err).toContain(`(${reason})`)
    expect((await readdir(directory)).sort()).toEqual(['folder', 'in.mp4'])
  }),
)

test.each([
  [[]],
  [['in.mp4']],
  [['a', 'b', 'c']],
  [['a', 'b', '--bitrate', '193k']],
  [['a', 'b', '--bitrate']],
  [['a', 'b', '--nonsense']],
  [['a', 'b', '--workers', '0']],
  [['a', 'b', '--workers', 'all']],
])('%j is a wrong call', async (words) => {
  const { code, err } = await run('/', words)
  expect(code).toBe(1)
  expect(err).toMatch(/^\S.*\.\n\nUsage: /)
  expect(JSON.parse((await run('/', ['--json', ...words])).out)).toMatchObject({ ok: false, reason: 'usage' })
})

test('--help is not a failure', async () => {
  expect(await run('/', ['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--bitrate'), err: '' })
})

test('a missing ffmpeg and an interruption are told in a sentence', () =>
  withDirectory(async (directory) => {
    await makeSound(join(directory, 'in.wav'))
    const words = ['in.wav', 'out.mp3']
    const none = async () => {
      throw new Error('ffmpeg was not found. Install it.')
    }
    const missing = await run(directory, words, undefined, none)
    expect(missing).toMatchObject({ code: 1, err: 'ffmpeg was not found. Install it. (system)' })
    expect(await run(directory, words, AbortSignal.abort())).toMatchObject({
      code: 1,
      err: 'Interrupted. (interrupted)',
    })
  }))
