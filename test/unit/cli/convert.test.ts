import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { download } from '../../../cli/convert/download'
import type { Client, Job } from '../../../client/api/client'
import { type FakeApi, fakeJob, startFakeApi } from '../client/fake-api'
import { audiolift, folder } from './world'

let api: FakeApi

beforeEach(async () => {
  api = await startFakeApi()
})

afterEach(() => api.close())

function audioOf(name: string, size: number): NonNullable<Job['audio']> {
  return {
    name,
    format: 'mp3',
    contentType: 'audio/mpeg',
    codec: 'mp3',
    size,
    duration: 3,
    sampleRate: 44_100,
    channels: 2,
    mode: 'single',
  }
}

/** The service, with what converts, as far as a client can tell: it becomes `outcome` of every job whose upload is complete. */
function converting(outcome: Partial<Job>): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url.endsWith('/sound')) return new Response('the sound')
    if (url.includes('/audio?'))
      return Response.json({ url: `${api.url}/sound`, expiresAt: '2030-01-01T00:00:00.000Z' })
    for (const job of api.jobs.values()) if (job.state === 'uploaded') Object.assign(job, outcome)
    return fetch(input, init)
  }
}

const done = converting({ state: 'done', audio: audioOf('../../evil.mp3', 9) })

function place(...names: string[]) {
  const directory = folder()
  for (const name of names) writeFileSync(join(directory, name), name.padEnd(45, '.'))
  return { directory, env: { AUDIOLIFT_URL: api.url, AUDIOLIFT_TOKEN: api.tokens.access } }
}

function videosLeft(directory: string) {
  return readdirSync(directory).filter((name) => !name.startsWith('.'))
}

it('takes a file all the way to its audio, with any name from the service', async () => {
  const at = place('talk.mp4')
  const { code, results, told } = await audiolift(['convert', 'talk.mp4', '--whole'], { ...at, fetch: done })
  expect({ code, told }).toEqual({ code: 0, told: [] })
  expect(results).toEqual([`talk.mp4 → ${join(at.directory, 'talk.mp3')}  0:03, 9 bytes`])
  expect(readFileSync(join(at.directory, 'talk.mp3'), 'utf8')).toBe('the sound')
  expect(videosLeft(at.directory)).toEqual(['talk.mp3', 'talk.mp4'])
})

it('has what is at an address fetched, and writes it under a safe name', async () => {
  const fetching = converting({ state: 'done', audio: audioOf('../../evil.mp3', 9) })
  const at = place()
  const started = audiolift(['convert', 'https://example.org/x.mp4'], {
    ...at,
    fetch: async (input, init) => {
      for (const job of api.jobs.values()) job.state = 'uploaded'
      return fetching(input, init)
    },
  })
  expect((await started).code).toBe(0)
  expect(videosLeft(at.directory)).toEqual(['evil.mp3'])
})

it('tells why a job failed, with 1, and goes on with the others', async () => {
  const at = place('a.mp4', 'b.mp4')
  const fetch = converting({ state: 'failed', reason: { code: 'no-audio', message: 'There is no sound in it.' } })
  const { code, results, told } = await audiolift(['convert', 'a.mp4', 'b.mp4', '--whole', '--json'], { ...at, fetch })
  expect(code).toBe(1)
  expect(results.map((line) => JSON.parse(line))).toEqual(
    expect.arrayContaining([
      {
        input: 'a.mp4',
        state: 'failed',
        error: { exitCode: 1, code: 'no-audio', message: 'There is no sound in it.' },
      },
    ]),
  )
  expect(told.sort()).toEqual(['a.mp4: There is no sound in it.', 'b.mp4: There is no sound in it.'])
})

it.each([
  ['unauthenticated', 401, 3],
  ['insufficient-scope', 403, 3],
  ['quota-exceeded', 429, 5],
  ['invalid-request', 400, 2],
  ['not-found', 404, 1],
])('what is refused as %s (%i) ends with %i', async (type, status, code) => {
  const at = place('a.mp4', 'b.mp4', 'c.mp4')
  const body = {
    type: `/problems/${type}`,
    title: type,
    status,
    detail: 'No',
    errors: [{ field: 'options.vbr', message: 'Odd' }],
  }
  const fetch = async () => Response.json(body, { status })
  const ended = await audiolift(['convert', 'a.mp4', 'b.mp4', 'c.mp4', '--whole', '-p', '1'], { ...at, fetch })
  expect(ended.code).toBe(code)
  // Where it would be the same for all, it is said once.
  expect(ended.told).toHaveLength(code === 1 ? 3 : 1)
})

describe('an option that is wrong', () => {
  it.each([
    ['--format ogg', '--format: “ogg” is not one of mp3, m4a, opus, flac, wav, copy.'],
    ['--bitrate 100', /^--bitrate: “100” is not one of 32, 40, .*320\.$/],
    ['--format m4a --bitrate 1000', '--bitrate: “1000” is not from 32 to 320.'],
    ['--format flac --bitrate 192', '--bitrate: This option does not apply to FLAC.'],
    ['--format copy --start 5', '--start: This option does not apply to the unchanged sound.'],
    ['--vbr 2.5', '--vbr: “2.5” is not a whole number.'],
    ['--sample-rate 44000', /^--sample-rate: “44000” is not one of 48000, /],
    ['--channels 6', '--channels: “6” is not one of 1, 2.'],
    ['--loudness 3', '--loudness: “3” is not from -40 to -5.'],
    ['--start 200:00:00', '--start: “720000” is not from 0 to 360000.'],
    ['--start 1:30 --end 90', '--end: The end must come after the start.'],
    ['--end 3 --fade-out 4', '--fade-out: The fades take longer than the audio.'],
    ['--fade-in 61', '--fade-in: “61” is not from 0 to 60.'],
    ['--language german', /^--language: “german” does not fit\. The first track in that language/],
    ['--track 1 --language de', /^--language: Choose the sound/],
    ['--bitrate 192 --vbr 0', /^--vbr: A bit rate is constant or variable/],
    ['--cover front', '--cover: “front” is not one of source, frame, none.'],
    ['--chapters all', '--chapters: “all” is not one of keep, split, none.'],
    ['--tag mood=happy', /^--tag mood: Unknown; known are title, /],
    [`--tag title=${'x'.repeat(501)}`, '--tag title: That is longer than 500 characters.'],
    [`--chapter 0=${'x'.repeat(201)}`, '--chapter: That is longer than 200 characters.'],
    ['--vbr 10 --loudness 0', '--vbr: “10” is not from 0 to 9.\n--loudness: “0” is not from -40 to -5.'],
  ])('is told before the file is read, with 2: %s', async (words, sentence) => {
    const at = place('talk.mp4')
    const { code, told } = await audiolift(['convert', 'talk.mp4', ...words.split(' ')], at)
    expect({ code, told }).toEqual({
      code: 2,
      told: [typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)],
    })
    expect(api.calls.map(({ path }) => path)).toEqual(['/v1/formats'])
  })

  it('is told by `watch`, too', async () => {
    const { code, told } = await audiolift(['watch', '.', '--once', '--vbr', '12'], place('talk.mp4'))
    expect({ code, told }).toEqual({ code: 2, told: ['--vbr: “12” is not from 0 to 9.'] })
  })

  it('is none where all is as the service takes it', async () => {
    const at = place('talk.mp4')
    const words = '--format opus --bitrate 64 --start 0 --end 1:00 --fade-in 1 --tag album-artist=Ada --chapter 0=One'
    const { code } = await audiolift(['convert', 'talk.mp4', '--whole', ...words.split(' ')], { ...at, fetch: done })
    expect(code).toBe(0)
  })
})

it('goes on where it was when it is called again after Ctrl-C', async () => {
  const at = place('talk.mp4')
  const interrupted = new AbortController()
  let sent = 0
  const slow: typeof globalThis.fetch = async (input, init) => {
    if (String(input).includes('/storage/') && ++sent > 2) interrupted.abort()
    return done(input, init)
  }
  const words = ['convert', 'talk.mp4', '--whole']
  const first = await audiolift(words, { ...at, fetch: slow, signal: interrupted.signal })
  expect(first.code).toBe(130)
  expect(existsSync(join(at.directory, 'talk.mp3'))).toBe(false)
  const arrived = api.stored.size
  const calls = api.calls.length
  const second = await audiolift(words, { ...at, fetch: done })
  expect(second.code).toBe(0)
  const later = api.calls.slice(calls).filter(({ path }) => path.startsWith('/storage/'))
  expect(later).toHaveLength(5 - arrived)
  expect(api.jobs.size).toBe(1)
})

describe('a download', () => {
  const client = { audioUrl: async () => ({ url: 'https://storage.example/x', expiresAt: '' }) } as unknown as Client
  const job = fakeJob({ state: 'done', audio: audioOf('a.mp3', 9) })
  const signal = new AbortController().signal
  const sleep = async () => {}

  it('that is cut short is tried again, and leaves nothing behind when it stays so', async () => {
    const directory = folder()
    let tries = 0
    const fetch = async () => new Response(++tries > 1 ? 'the sound' : 'the')
    await download(client, job, join(directory, 'a.mp3'), { fetch, signal, sleep, force: false })
    expect(readdirSync(directory)).toEqual(['a.mp3'])

    const cut = async () => new Response('the')
    const path = join(directory, 'b.mp3')
    await expect(download(client, job, path, { fetch: cut, signal, sleep, force: false })).rejects.toThrow(
      '3 of 9 bytes arrived',
    )
    expect(readdirSync(directory)).toEqual(['a.mp3'])
  })

  it('never replaces what is there, nor what came meanwhile, unless it is told to', async () => {
    const directory = folder()
    const path = join(directory, 'a.mp3')
    const fetch = async () => {
      writeFileSync(path, 'mine')
      return new Response('the sound')
    }
    await expect(download(client, job, path, { fetch, signal, sleep, force: false })).rejects.toThrow('already exists')
    expect(readFileSync(path, 'utf8')).toBe('mine')
    await download(client, job, path, { fetch, signal, sleep, force: true })
    expect(readFileSync(path, 'utf8')).toBe('the sound')
    expect(readdirSync(directory)).toEqual(['a.mp3'])
  })
})
