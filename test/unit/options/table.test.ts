import { readFileSync } from 'node:fs'
import { conversionSpecs } from '../../../cli/convert/options'
import { ConvertOptions } from '../../../lambdas/shared/audio/options'
import { usage } from '../../../local/engine/command-line'
import { flagOf, readFlags, withNegativeNumbers } from '../../../options/flags'
import { allows, formatNames, formats } from '../../../options/formats'
import { optionNames, optionTable } from '../../../options/table'
import { bitrates } from '../../../web/choices'

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8'))

describe.each(optionNames)('the option %s', (name) => {
  const { flag, help, description } = optionTable[name]

  test('is in the API’s description', () => {
    const property = document.components.schemas.ConvertOptions.properties[name]
    expect(property).toBeDefined()
    if (description !== undefined) expect(property.description).toBe(description)
  })

  test('is a flag of `audiolift convert` and of `npm run engine`, with help', () => {
    expect(conversionSpecs[flag]?.about).toBe(help)
    expect(usage).toMatch(new RegExp(`^  --${flag} .*\\S$`, 'm'))
    expect(flagOf(`options.${name}`)).toBe(`--${flag}`)
  })
})

test('a table row for an option is all that the schema needs', () => {
  expect(ConvertOptions.safeParse({ unheardOf: 1 }).error?.issues[0]?.code).toBe('unrecognized_keys')
  const asked = { format: 'flac', channels: 2, start: 1, fadeIn: 2, trimSilence: true, cover: 'none', track: 3 }
  expect(ConvertOptions.parse(asked)).toEqual(asked)
})

test.each(formatNames)('the bit rates that the page offers for %s are all possible', (format) => {
  const { bitrate } = formats[format]
  for (const rate of bitrates[format]) expect(bitrate && allows(bitrate.allowed, rate)).toBe(true)
  expect(bitrates[format].length > 0).toBe(bitrate !== undefined)
})

describe('flags', () => {
  const read = (given: Parameters<typeof readFlags>[0], output?: string) =>
    readFlags(given, output, (sentence) => new RangeError(sentence))

  test('the ending of the file tells the format, unless a flag does', () => {
    expect(read({}, 'a/B.FLAC')).toEqual({ format: 'flac' })
    expect(read({ format: 'wav' }, 'b.flac')).toEqual({ format: 'wav' })
    expect(read({}, 'b.ogg')).toEqual({})
  })

  test('times, tags and chapters are read as people write them', () => {
    expect(
      read({ start: '1:02:03.5', tag: ['album-artist=Ada', 'album_artist=Eva=Ada'], chapter: ['1:30=A_b-c'] }),
    ).toEqual({ start: 3723.5, tags: { albumArtist: 'Eva=Ada' }, chapterList: [{ start: 90, title: 'A_b-c' }] })
  })

  test.each([
    [{ start: '' }, /^--start: “” is not a time/],
    [{ 'fade-in': '-1' }, /^--fade-in: “-1” is not a time/],
    [{ channels: 'two' }, /^--channels: “two” is not a number\.$/],
    [{ bitrate: '192kk' }, /^--bitrate: “192k” is not a number\.$/],
    [{ tag: ['title'] }, /^--tag: “title” is not a pair/],
    [{ chapter: ['soon=A'] }, /^--chapter: “soon” is not a time/],
  ])('%j has no meaning', (given, sentence) => {
    expect(() => read(given)).toThrow(
      expect.objectContaining({ name: 'RangeError', message: expect.stringMatching(sentence) }),
    )
  })

  test('a negative number is a value where one is wanted', () => {
    const joined = withNegativeNumbers(
      ['--loudness', '-16', '--trim-silence', '-5', '--loudness', '-.5'],
      (flag) => flag === 'loudness',
    )
    expect(joined).toEqual(['--loudness=-16', '--trim-silence', '-5', '--loudness=-.5'])
  })
})
