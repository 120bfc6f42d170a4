import { describeFormats } from '../../../lambdas/shared/audio/describe'
import { ConvertOptions } from '../../../lambdas/shared/audio/options'
import { contradictions } from '../../../options/contradictions'
import { formatNames } from '../../../options/formats'

test('nothing asked for is an MP3', () => {
  expect(ConvertOptions.parse({})).toEqual({ format: 'mp3' })
})

test.each([
  { bitrate: 192, sampleRate: 44100, channels: 1, start: 1.5, end: 2, track: 2 },
  { vbr: 0, language: 'deu', tags: { title: 'Ä', albumArtist: '' } },
])('%j may be asked for', (options) => {
  expect(ConvertOptions.parse(options)).toEqual({ format: 'mp3', ...options })
})

test.each<[object, string]>([
  [{ format: 'ogg' }, 'format'],
  [{ speed: 2 }, ''],
  [{ bitrate: '192' }, 'bitrate'],
  [{ vbr: 10 }, 'vbr'],
  [{ channels: 3 }, 'channels'],
  [{ start: -1 }, 'start'],
  [{ end: Number.NaN }, 'end'],
  [{ loudness: 0 }, 'loudness'],
  [{ fadeIn: 61 }, 'fadeIn'],
  [{ tags: { title: 'a\u202eb' } }, 'tags.title'],
  [{ tags: { mood: 'good' } }, 'tags'],
  [{ chapterList: [] }, 'chapterList'],
  [{ track: 0 }, 'track'],
  [{ language: 'German' }, 'language'],
])('%j is refused by itself', (options, field) => {
  const { error } = ConvertOptions.safeParse(options)
  expect([...new Set(error?.issues.map(({ path }) => path.join('.')))]).toEqual([field])
  expect(error?.issues[0]?.message).toMatch(/./)
})

test.each<[Partial<ConvertOptions>, string, RegExp]>([
  [{ bitrate: 100 }, 'bitrate', /^MP3 has 32, 40,.* or 320 kb\/s\.$/],
  [{ bitrate: 192, vbr: 2 }, 'vbr', /not both/],
  [{ format: 'opus', vbr: 2 }, 'vbr', /only MP3/],
  [{ format: 'm4a', bitrate: 400 }, 'bitrate', /^AAC has 32 to 320 kb\/s\.$/],
  [{ format: 'flac', bitrate: 192 }, 'bitrate', /FLAC keeps all/],
  [{ format: 'opus', sampleRate: 44100 }, 'sampleRate', /^Opus has .* Hz\.$/],
  [{ start: 5, end: 5 }, 'end', /after the start/],
  [{ end: 3, fadeIn: 2, fadeOut: 2 }, 'fadeOut', /longer than the audio/],
  [{ track: 1, language: 'deu' }, 'language', /not by both/],
  [{ format: 'copy', loudness: -16 }, 'loudness', /copy/],
  [{ format: 'copy', bitrate: 192 }, 'bitrate', /copy/],
  [{ format: 'copy', chapters: 'split' }, 'chapters', /copy/],
  [{ format: 'wav', cover: 'frame' }, 'cover', /WAV cannot hold/],
  [{ chapters: 'none', chapterList: [{ start: 0, title: 'a' }] }, 'chapterList', /none/],
  [
    {
      chapterList: [
        { start: 9, title: 'a' },
        { start: 3, title: 'b' },
      ],
    },
    'chapterList',
    /follow/,
  ],
])('%j makes no sense', (options, field, sentence) => {
  expect(contradictions({ format: 'mp3', ...options })).toEqual([
    { field, code: expect.any(String), message: expect.stringMatching(sentence) },
  ])
})

test('a copy may be tagged, and may be a copy of any track', () => {
  const options = { format: 'copy', tags: { title: 'a' }, cover: 'none', language: 'de', trimSilence: false } as const
  expect(contradictions(options)).toEqual([])
})

describe('the description of the formats', () => {
  test('has each with the options that it takes, and no other', () => {
    const described = describeFormats()
    expect(described.map(({ name }) => name)).toEqual(formatNames)
    const fields = Object.fromEntries(
      described.map(({ name, options }) => [
        name,
        Object.keys((options as { readonly properties: object }).properties),
      ]),
    )
    expect(fields.mp3).toEqual(expect.arrayContaining(['bitrate', 'vbr', 'loudness', 'chapterList', 'cover']))
    expect(fields.opus).not.toContain('vbr')
    expect(fields.wav).not.toContain('cover')
    expect(fields.flac).not.toContain('bitrate')
    expect(fields.copy?.sort()).toEqual(['chapterList', 'chapters', 'cover', 'format', 'language', 'tags', 'track'])
  })

  test('says the numbers that a format has', () => {
    const [mp3] = describeFormats()
    expect(mp3?.options).toMatchObject({
      properties: {
        bitrate: { default: 192, enum: expect.arrayContaining([32, 320]) },
        vbr: { minimum: 0, maximum: 9 },
      },
    })
  })
})
