import { readFileSync } from 'node:fs'
import { convert } from '../../../cli/commands/convert'
import { conversionOptions, endingOf } from '../../../cli/convert/options'
import { parseWords } from '../../../cli/words/parse'
import { flagOf } from '../../../options/flags'

function optionsOf(words: string, output?: string) {
  return conversionOptions(parseWords(convert, words.split(' ').filter(Boolean)).given, output)
}

it('reads every option of a conversion as the API wants it', () => {
  const words =
    '--format flac --bitrate 192k --vbr 2 --sample-rate 48000 --channels 1 --start 1:30 --end 0:02:03.5 --loudness -16 --fade-in .5 ' +
    '--fade-out 2 --trim-silence --tag title=A=B --tag album-artist=Ada --cover none --chapters keep --chapter 0=Start --chapter 1:00=End ' +
    '--track 2 --language deu'
  const options = optionsOf(words)
  expect(options).toEqual({
    format: 'flac',
    bitrate: 192,
    vbr: 2,
    sampleRate: 48_000,
    channels: 1,
    start: 90,
    end: 123.5,
    loudness: -16,
    fadeIn: 0.5,
    fadeOut: 2,
    trimSilence: true,
    tags: { title: 'A=B', albumArtist: 'Ada' },
    cover: 'none',
    chapters: 'keep',
    chapterList: [
      { start: 0, title: 'Start' },
      { start: 60, title: 'End' },
    ],
    track: 2,
    language: 'deu',
  })
  const described = JSON.parse(readFileSync('docs/openapi.json', 'utf8')).components.schemas.ConvertOptions.properties
  expect(Object.keys(options).sort()).toEqual(Object.keys(described).sort())
})

it('takes the format from the name of the output, unless one is said', () => {
  expect(optionsOf('', 'a/b.OPUS')).toEqual({ format: 'opus' })
  expect(optionsOf('--format mp3', 'b.opus')).toEqual({ format: 'mp3' })
  expect(optionsOf('', 'b.xyz')).toEqual({})
})

it.each([
  '--start soon',
  '--start 1:',
  '--bitrate fast',
  '--tag title',
  '--chapter x=y',
  '--fade-in ""',
  '--nonsense 1',
])('refuses %s with a sentence', (words) => {
  expect(() => optionsOf(words)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringMatching(/\.$/) }),
  )
})

it('knows the ending of the audio, where it can be told', () => {
  expect(endingOf({})).toBe('mp3')
  expect(endingOf({ format: 'opus', chapters: 'split' })).toBe('zip')
  expect(endingOf({ format: 'copy' })).toBeUndefined()
})

it('tells the flag that a field of the API came from', () => {
  expect(flagOf('options.sampleRate')).toBe('--sample-rate')
  expect(flagOf('options.tags.albumArtist')).toBe('--tag album-artist')
  expect(flagOf('options.chapterList.0.start')).toBe('--chapter')
  expect(flagOf('name')).toBeUndefined()
})
