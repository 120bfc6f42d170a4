import { readFile } from 'node:fs/promises'
import { FilePathSource } from 'mediabunny'
import type { ConversionOptions } from '../../../../client/api/types'
import { prepare as prepareWith } from '../../../../client/smart/prepare'
import { openFile } from '../../../../client/upload/file-source'
import { makeProtectedVideo, makeSilentVideo, makeSound, makeVideo } from '../../../support/media'
import { soundOf } from '../../../support/sound-of'
import {
  edited,
  fast,
  file,
  hollow,
  loud,
  path,
  prepare,
  seeded,
  sent,
  shortened,
  twoLanguages,
  video,
  webm,
} from './support'

describe('the whole file', () => {
  it.each<[string, string, (name: string) => Promise<string>, ConversionOptions?]>([
    ['without a picture', 'already-audio', (name) => makeSound(path(`${name}.m4a`))],
    ['without audio', 'no-audio', (name) => makeSilentVideo(path(`${name}.mp4`))],
    ['that is empty', 'failed', (name) => file(name, new Uint8Array())],
    ['that is not media', 'unreadable', (name) => file(name, new TextEncoder().encode('Hello. '.repeat(1000)))],
    ['of another container', 'unreadable', (name) => video(`${name}.avi`)],
    ['cut before its table of contents', 'unreadable', (name) => shortened(`${name}.mp4`, 0.5)],
    ['cut after its table of contents', 'damaged', (name) => shortened(`${name}.mp4`, 0.5, fast)],
    ['cut a little', 'damaged', (name) => shortened(`${name}.mp4`, 0.999, fast)],
    ['cut, in Matroska', 'damaged', (name) => shortened(`${name}.mkv`, 0.5)],
    ['cut a little, in Matroska', 'damaged', (name) => shortened(`${name}.mkv`, 0.999)],
    ['only begun to be written', 'damaged', hollow],
    ['with ALAC', 'codec', (name) => video(`${name}.mov`, { more: ['-c:a', 'alac'] })],
    ['with MP3', 'codec', (name) => video(`${name}.mp4`, { more: ['-c:a', 'libmp3lame'] })],
    ['with MP3, in Matroska', 'unusual', (name) => video(`${name}.mkv`, { more: ['-c:a', 'libmp3lame'] })],
    ['with Opus, in MP4', 'codec', (name) => video(`${name}.mp4`, { more: ['-c:a', 'libopus'] })],
    ['with Opus, whose end is cut', 'unusual', (name) => video(`${name}.webm`, webm('libopus'))],
    ['with Vorbis, whose end is cut', 'unusual', (name) => video(`${name}.webm`, webm('libvorbis'))],
    ['with a run-up that a copy would lose', 'unusual', (name) => video(`${name}.mkv`, { more: ['-c:a', 'ac3'] })],
    ['with several tracks', 'several-tracks', (name) => twoLanguages(`${name}.mkv`)],
    ['without the chosen track', 'no-such-track', (name) => twoLanguages(`${name}.mkv`), { track: 3 }],
    ['without the chosen language', 'no-such-track', (name) => twoLanguages(`${name}.mkv`), { language: 'fra' }],
    ['under encryption', 'failed', (name) => makeProtectedVideo(path(`${name}.mp4`))],
    ['edited at its end', 'unusual', (name) => edited(name, ({ duration }) => ({ duration: duration / 2 }))],
    ['edited at its beginning', 'unusual', (name) => edited(name, () => ({ from: 60_000 }))],
    ['played at another speed', 'unusual', (name) => edited(name, () => ({ rate: 0x20000 }))],
    ['recorded live', 'damaged', (name) => video(`${name}.mkv`, { more: ['-live', '1', '-f', 'matroska'] })],
    ['whose picture is wanted', 'picture-wanted', (name) => video(`${name}.mp4`), { cover: 'frame' }],
    ['that is hardly larger', 'little-saved', (name) => makeVideo(path(`${name}.mp4`), { more: loud })],
  ])('is sent when it is one %s', async (name, doubt, make, options = {}) => {
    const original = await make(name.replaceAll(' ', '-'))

    const prepared = await prepare(original, options)

    expect(prepared).toMatchObject({ doubt, savedBytes: 0, options, chapters: [] })
    expect(await readFile(await sent(prepared))).toEqual(await readFile(original))
  })

  it('is sent when there is no room for the audio', async () => {
    const original = await video('no-room.mp4')
    const full = {
      write: () => Promise.reject(new Error('ENOSPC')),
      read: () => ({ name: '', size: 0, slice: () => new Uint8Array() }),
      discard: async () => {},
    }
    const source = await openFile(original)

    const prepared = await prepareWith(source, new FilePathSource(original), async () => full, {})

    expect(prepared).toMatchObject({ doubt: 'failed', source })
    await source.close()
  })

  /** The strongest of all: wherever a bit tips over, either the audio sounds as ffmpeg hears the broken file, or all of it is sent. */
  it.each(['mp4', 'mkv', 'mov'])('is sent, or sounds the same, wherever it is damaged: %s', async (container) => {
    const original = await readFile(await video(`sound.${container}`, { seconds: 1 }))
    const random = seeded(7)
    const outcomes = new Set<string>()
    for (let round = 0; round < 12; round++) {
      const broken = Buffer.from(original)
      const [at, length] = [Math.floor(random() * broken.length), 1 + Math.floor(random() * 40)]
      for (let byte = at; byte < Math.min(at + length, broken.length); byte++) broken[byte] = random() * 256
      const damaged = await file(`broken.${container}`, broken)

      const prepared = await prepare(damaged)

      outcomes.add(prepared.doubt ?? 'audio')
      if (prepared.doubt) continue
      const [heard, expected] = [await soundOf(await sent(prepared)), await soundOf(damaged)]
      expect([at, length, heard]).toEqual([at, length, expected])
    }
    expect(outcomes.size).toBeGreaterThan(0)
  })
})
