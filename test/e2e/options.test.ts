import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Client, ConversionOptions, Job } from '../../client/api/client'
import { waitForJob } from '../../client/api/wait'
import { openFile } from '../../client/upload/file-source'
import { upload } from '../../client/upload/uploader'
import {
  decodedSamples,
  decodedSound,
  described,
  makeAlbum,
  makeBilingual,
  measuredLoudness,
  withDirectory,
} from '../support/media'
import { unzipped } from '../support/unzip'
import { user } from './support/cloud'

async function convert(client: Client, path: string, options: ConversionOptions): Promise<Job> {
  const file = await openFile(path)
  try {
    return await waitForJob(client, (await upload(client, file, options)).id)
  } finally {
    await file.close()
  }
}

async function download(client: Client, job: Job, directory: string) {
  const response = await fetch((await client.audioUrl(job.id)).url)
  expect(response.status).toBe(200)
  const path = join(directory, 'download')
  await writeFile(path, Buffer.from(await response.arrayBuffer()))
  return { path, headers: response.headers }
}

/** Share of the sound's power that is a tone (Goertzel's algorithm). @param sampleRate Hz, of a mono sound */
function shareOf(frequency: number, sound: Float32Array, sampleRate: number): number {
  let [real, imaginary, power] = [0, 0, 0]
  sound.forEach((sample, index) => {
    const angle = (2 * Math.PI * frequency * index) / sampleRate
    real += sample * Math.cos(angle)
    imaginary += sample * Math.sin(angle)
    power += sample ** 2
  })
  return (2 * (real ** 2 + imaginary ** 2)) / sound.length / power
}

it('does all that a job asks for at once', () =>
  withDirectory(async (directory) => {
    const { client } = await user()
    const video = await makeBilingual(join(directory, 'holiday.mp4'))
    const job = await convert(client, video, {
      format: 'mp3',
      vbr: 2,
      sampleRate: 32000,
      channels: 1,
      start: 1.25,
      end: 7,
      loudness: -20,
      fadeIn: 0.5,
      fadeOut: 0.5,
      trimSilence: false,
      language: 'de',
      tags: { title: 'Ferien', artist: 'Ada', track: '3/12' },
      cover: 'frame',
      chapters: 'keep',
      chapterList: [
        { start: 0, title: 'Eins' },
        { start: 4, title: 'Zwei' },
      ],
    })
    expect(job.audio?.chapters).toEqual([
      { start: 0, end: 2.75, title: 'Eins' },
      { start: 2.75, end: 5.75, title: 'Zwei' },
    ])
    const samples = 5.75 * 32000
    expect(job).toMatchObject({
      state: 'done',
      audio: { name: 'holiday.mp3', contentType: 'audio/mpeg', sampleRate: 32000, channels: 1, duration: 5.75 },
    })
    const { path } = await download(client, job, directory)
    expect(await decodedSamples(path, 1)).toBe(samples)
    const sound = await decodedSound(path)
    expect(sound).toHaveLength(samples)
    // The first sound is a tone of 440 Hz, the German one of 880 Hz.
    expect(shareOf(880, sound, 32000)).toBeGreaterThan(0.9)
    const loudest = (from: number, to: number) =>
      sound.subarray(from * 32000, to * 32000).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    expect(loudest(0, 0.05)).toBeLessThan(loudest(2, 3) / 5)
    expect(loudest(5.7, 5.75)).toBeLessThan(loudest(2, 3) / 5)
    expect(Math.abs((await measuredLoudness(path)).integrated + 20)).toBeLessThan(0.7)
    const said = await described(path)
    for (const line of [/^title=Ferien$/m, /^artist=Ada$/m, /^track=3\/12$/m, /^genre=Travel$/m])
      expect(said).toMatch(line)
    expect(said).toMatch(/mjpeg.* 64x48.*\(attached pic\)/)
    expect(said).toMatch(
      /start 0\.0+, end 2\.750+\n.*\n +title +: Eins\n.*start 2\.750+, end 5\.750+\n.*\n +title +: Zwei/,
    )
  }))

it('makes a file of each chapter, in a zip', () =>
  withDirectory(async (directory) => {
    const { client } = await user()
    const video = await makeAlbum(join(directory, 'Book & “more”.mp4'))
    const job = await convert(client, video, { format: 'mp3', chapters: 'split' })
    expect(job).toMatchObject({
      state: 'done',
      audio: {
        name: 'Book & “more”.zip',
        format: 'mp3',
        contentType: 'application/zip',
        codec: 'mp3',
        // The file's own chapters, because the request has none.
        chapters: [
          { start: 0, end: 1.5, title: 'Öne' },
          { start: 1.5, title: 'Two' },
        ],
      },
    })
    const { path, headers } = await download(client, job, directory)
    expect(headers.get('content-type')).toBe('application/zip')
    expect(headers.get('content-disposition')).toMatch(/^attachment;.*\.zip/)
    const files = await unzipped(path, join(directory, 'files'))
    expect(files.map((file) => basename(file))).toEqual(['01 Öne.mp3', '02 Two.mp3'])
    const counts = await Promise.all(files.map((file) => decodedSamples(file, 2)))
    expect(counts[0]).toBe(1.5 * 48000)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(await decodedSamples(video, 2))
  }))

it('says it where there is no chapter to cut at', () =>
  withDirectory(async (directory) => {
    const { client } = await user()
    const video = await makeBilingual(join(directory, 'holiday.mp4'))
    expect(await convert(client, video, { chapters: 'split' })).toMatchObject({
      state: 'failed',
      reason: { code: 'no-chapters', message: expect.stringMatching(/^The file has no chapters .*\.$/) },
    })
  }))
