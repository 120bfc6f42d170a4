import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addresses, type User, user } from '../support/cloud'
import { bundleCli, type Desk, desk } from '../support/command-line'
import { startFaultyProxy } from '../support/faulty-proxy'
import { serveFile } from '../support/file-server'
import { decodedSamples, sampleSound, sampleVideo } from '../support/media'

let place: Desk
let person: User
let film: string

beforeAll(async () => {
  await bundleCli()
  place = desk()
  person = await user()
  film = await sampleVideo({ seconds: 3, name: 'film.mp4' })
  await copyFile(film, join(place.folder, 'holiday.mp4'))
  const { code } = await place.run(['login', '--email', person.email], { input: `${person.password}\n` })
  expect(code).toBe(0)
})

afterAll(() => place.clear())

function lines(text: string) {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

it('converts a film to an MP3 beside it that can be played, and says so without progress when nobody looks', async () => {
  const { code, stdout, stderr } = await place.run([
    'convert',
    'holiday.mp4',
    '--bitrate',
    '128k',
    '--tag',
    'title=Sea',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^holiday\.mp4 → .*holiday\.mp3 {2}0:03, /)
  expect(Math.abs((await decodedSamples(join(place.folder, 'holiday.mp3'))) - 3 * 44_100)).toBeLessThan(2048)
  const [job] = (await person.client.jobs()).jobs
  expect(job?.options).toMatchObject({ bitrate: 128, tags: { title: 'Sea' } })
})

it('leaves a file alone that is there, unless it is told to replace it', async () => {
  await writeFile(join(place.folder, 'kept.mp3'), 'mine')
  const before = (await person.client.jobs()).jobs.length
  const refused = await place.run(['convert', 'holiday.mp4', '-o', 'kept.mp3', '--json'])
  expect(refused.code).toBe(1)
  expect(lines(refused.stdout)).toEqual([
    expect.objectContaining({ state: 'failed', error: expect.objectContaining({ code: 'output-exists' }) }),
  ])
  expect((await person.client.jobs()).jobs).toHaveLength(before)
  const { code } = await place.run(['convert', 'holiday.mp4', '-o', 'kept.mp3', '--force'])
  expect(code).toBe(0)
  expect((await stat(join(place.folder, 'kept.mp3'))).size).toBeGreaterThan(10_000)
})

it('shows progress on a terminal, without colours if they are not wanted', async () => {
  const { code, stdout } = await place.run(['convert', 'holiday.mp4', '-o', 'shown.flac'], {
    terminal: true,
    env: { NO_COLOR: '1' },
  })
  expect(code).toBe(0)
  for (const stage of ['sending', 'converting']) expect(stdout).toContain(`holiday.mp4  ${stage} `)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for terminal escape sequences
  expect(stdout).not.toMatch(/\x1b\[[\d;]*m/)
})

it('converts a folder, a few files at a time, skips existing results, and fails if one file does', async () => {
  const folder = join(place.folder, 'talks')
  await mkdir(join(folder, 'deep'), { recursive: true })
  await copyFile(film, join(folder, 'one.mp4'))
  await copyFile(film, join(folder, 'deep', 'two.MP4'))
  await writeFile(join(folder, 'three.mp4'), 'this is not a film')
  await writeFile(join(folder, 'notes.txt'), 'nor is this')
  const first = await place.run(['convert', 'talks', '-o', 'audio/', '--format', 'wav', '--json', '-p', '3'])
  expect(first.code).toBe(1)
  expect(Object.fromEntries(lines(first.stdout).map(({ input, state }) => [input, state]))).toEqual({
    'talks/one.mp4': 'done',
    'talks/deep/two.MP4': 'done',
    'talks/three.mp4': 'failed',
  })
  expect(first.stderr).toMatch(/talks\/three\.mp4: \S.*\.\n/)
  expect(await readdir(join(place.folder, 'audio'), { recursive: true })).toEqual(
    expect.arrayContaining(['one.wav', join('deep', 'two.wav')]),
  )
  const again = await place.run(['convert', 'talks/deep', '-o', 'audio/deep', '--format', 'wav', '--json'])
  expect(again.code).toBe(0)
  expect(lines(again.stdout)).toEqual([expect.objectContaining({ state: 'skipped' })])
})

it('makes the service fetch a file from its address, and names the audio after it', async () => {
  const server = await serveFile(film)
  try {
    const { code, stdout } = await place.run(['convert', server.url, '--format', 'wav', '--json'])
    expect(code).toBe(0)
    expect(lines(stdout)).toEqual([
      expect.objectContaining({ input: server.url, state: 'done', output: join(place.folder, 'film.wav') }),
    ])
    expect(await decodedSamples(join(place.folder, 'film.wav'))).toBe(await decodedSamples(film))

    const missing = await place.run(['convert', `${server.url}.gone`])
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain('has no file at this address (HTTP 404).')
  } finally {
    await server.close()
  }
  const before = (await person.client.jobs()).jobs.length
  const refused = await place.run(['convert', 'https://169.254.169.254/film.mp4'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('not on the public internet.')
  expect((await person.client.jobs()).jobs).toHaveLength(before)
})

it('tells an option that the service does not take with 2, and sends nothing', async () => {
  const before = (await person.client.jobs()).jobs.length
  const { code, stderr } = await place.run(['convert', 'holiday.mp4', '-o', 'x.flac', '--bitrate', '192'])
  expect({ code, stderr }).toEqual({ code: 2, stderr: '--bitrate: This option does not apply to FLAC.\n' })
  expect((await person.client.jobs()).jobs).toHaveLength(before)
})

it('resumes after Ctrl-C in the middle of an upload, and sends no part twice', async () => {
  const path = join(place.folder, 'concert.wav')
  await sampleSound(path, 125) // five parts
  const { size } = await stat(path)
  const { emulator } = addresses()
  let isSlow = true
  const proxy = await startFaultyProxy(emulator, (count) => (isSlow && count >= 2 ? 'hold' : undefined))
  const preload = join(process.cwd(), 'test/e2e/support/storage-through-proxy.mjs')
  const env = { NODE_OPTIONS: `--import=${preload}`, STORAGE: emulator, PROXY: proxy.url }
  try {
    const args = ['convert', 'concert.wav', '--json']
    const { child, ended } = place.start(args, { env })
    // Any two of the parts, the short last one too: they are sent side by side.
    while (proxy.passedRequests() < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGINT')
    const interrupted = await ended
    expect(interrupted.code).toBe(130)
    expect(interrupted.stderr).toContain('Run the same command again to resume')
    const jobs = (await person.client.jobs()).jobs.length
    isSlow = false
    const { code, stdout } = await place.run(args, { env })
    expect({ code, state: lines(stdout)[0]?.state }).toEqual({ code: 0, state: 'done' })
    expect((await person.client.jobs()).jobs).toHaveLength(jobs)
    expect(proxy.passedBytes()).toBeLessThan(1.2 * size)
  } finally {
    await proxy.stop()
  }
})
