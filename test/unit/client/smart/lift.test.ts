import { readFile } from 'node:fs/promises'
import { preparePath } from '../../../../client/smart/in-node'
import type { SoundOptions } from '../../../support/media'
import { described, soundOf } from '../../../support/sound-of'
import { chapterFile, file, opened, prepare, sent, twoLanguages, video } from './support'

describe('the audio alone', () => {
  it.each<[string, string, SoundOptions]>([
    ['AAC in MP4', 'aac.mp4', {}],
    ['AAC, 5.1', 'surround.mp4', { layout: '5.1' }],
    ['AAC, mono, 44.1 kHz', 'mono.mp4', { layout: 'mono', sampleRate: 44100 }],
    ['AAC in MP4 with the table of contents first', 'fast.mp4', { more: ['-movflags', '+faststart'] }],
    ['AAC in QuickTime', 'aac.mov', {}],
    ['AAC in Matroska', 'aac.mkv', { more: ['-c:a', 'aac'] }],
    ['FLAC in Matroska', 'flac.mkv', { more: ['-c:a', 'flac'] }],
    ['AC-3 in MP4', 'ac3.mp4', { more: ['-c:a', 'ac3'] }],
    ['E-AC-3 in MP4', 'eac3.mp4', { more: ['-c:a', 'eac3'] }],
    ['FLAC in MP4', 'flac.mp4', { more: ['-c:a', 'flac', '-strict', '-2'] }],
    ['PCM in QuickTime', 'pcm.mov', { more: ['-c:a', 'pcm_s16le', '-s', '640x480'] }],
  ])('sounds as in the video, to the sample: %s', async (_, name, options) => {
    const original = await video(name, { seconds: 3, ...options })

    const prepared = await prepare(original)

    expect(prepared.doubt).toBeUndefined()
    expect(await soundOf(await sent(prepared))).toBe(await soundOf(original))
    expect(prepared.savedBytes).toBeGreaterThan(0)
    expect(prepared.source.name).toBe(name)
  })

  it('is the chosen track, by number or by language however it is spelt', async () => {
    const original = await twoLanguages('languages.mkv')
    const [german, english] = [await soundOf(original, 0), await soundOf(original, 1)]

    for (const [choice, expected] of [
      [{ track: 2 }, english],
      [{ track: 1 }, german],
      [{ language: 'eng' }, english],
      [{ language: 'de' }, german],
      [{ language: 'deu' }, german],
      [{ language: 'ger' }, german],
    ] as const) {
      const prepared = await prepare(original, { ...choice, bitrate: 128 })
      expect([choice, await soundOf(await sent(prepared))]).toEqual([choice, expected])
      // The server is not asked again: there is one track only, now.
      expect(prepared.options).toEqual({ bitrate: 128 })
    }
  })

  it.each(['tags.mp4', 'tags.mkv', 'tags.mov'])('keeps its tags and tells the chapters: %s', async (name) => {
    const list = await file('chapters.txt', new TextEncoder().encode(chapterFile))
    const original = await video(name, {
      seconds: 4,
      inputs: ['-f', 'ffmetadata', '-i', list],
      more: ['-map_metadata', '2', '-map_chapters', '2'],
    })
    const prepared = await prepare(original)

    const copy = await described(await sent(prepared))
    for (const text of ['Grüße', 'Ada', 'The Album']) expect(copy).toContain(text)
    expect(copy).not.toContain('Chapter')
    expect(prepared.chapters).toEqual([
      { title: 'Begin', start: 0, end: 1.5 },
      { title: 'Ende — “zu”', start: 1.5, end: expect.closeTo(4, 1) },
    ])
    expect(prepared.options).toEqual({})
    const carried = await prepare(original, { bitrate: 128 }, { carryChapters: true })
    expect(carried.options).toEqual({ bitrate: 128, chapterList: prepared.chapters })
    const own = { chapterList: [{ title: 'Mine', start: 0, end: 1 }] }
    expect((await prepare(original, own, { carryChapters: true })).options).toEqual(own)
    const none = { chapters: 'none' } as const
    expect((await prepare(original, none, { carryChapters: true })).options).toEqual(none)
  })

  it('is the same to the byte each time, so that an upload goes on after a restart', async () => {
    const original = await video('again.mp4')
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
    const first = await prepare(original).finally(() => jest.useRealTimers())
    const second = await prepare(original)

    expect(await readFile(await sent(first))).toEqual(await readFile(await sent(second)))
  })

  it('says how far it is', async () => {
    const shares: number[] = []
    opened.push(await preparePath(await video('progress.mp4'), {}, { onProgress: (share) => shares.push(share) }))

    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect([shares[0], shares.at(-1)]).toEqual([0, expect.closeTo(1, 1)])
  })

  it('can be stopped', async () => {
    const stop = new AbortController()
    const stopping = { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) }

    await expect(preparePath(await video('stopped.mp4'), {}, stopping)).rejects.toThrow('enough')
  })
})
