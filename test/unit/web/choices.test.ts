import { type Choices, optionsOf, summaryOf, usual } from '../../../web/choices'

function choose(choices: Partial<Choices>) {
  return optionsOf({ ...usual, ...choices })
}

describe('what was chosen, as the API takes it', () => {
  it('is the format alone when all is as usual', () => {
    expect(choose({})).toEqual({ format: 'mp3' })
  })

  it('has everything that was chosen', () => {
    const chosen = choose({ quality: '128', start: 90, end: 120, loudness: '-16', language: 'de', title: 'The sea' })
    expect(chosen).toEqual({
      format: 'mp3',
      bitrate: 128,
      start: 90,
      end: 120,
      loudness: -16,
      language: 'de',
      tags: { title: 'The sea' },
    })
  })

  it('has a variable bit rate instead of a constant one', () => {
    expect(choose({ quality: 'vbr' })).toEqual({ format: 'mp3', vbr: 0 })
  })

  it.each([
    ['a bit rate', 'flac', { quality: '192' }],
    ['a cover', 'wav', { cover: 'frame' }],
    ['a beginning, loudness and cut silence', 'copy', { start: 5, loudness: '-14', trimSilence: true }],
    ['a file of each chapter', 'copy', { chapters: 'split' }],
  ] as const)('leaves out %s, for which %s has no room', (_what, format, choices) => {
    expect(choose({ format, ...choices })).toEqual({ format })
  })

  it('is said in a line', () => {
    expect(summaryOf({ ...usual, quality: '256', start: 90 })).toBe('MP3 · 256 kb/s · 1:30 to the end')
  })
})
