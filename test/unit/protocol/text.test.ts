import { hasHiddenCharacters, withoutHiddenCharacters } from '../../../protocol/text'

describe('hidden characters', () => {
  it.each([
    ['a control character', 'a\u0007b'],
    ['a line break', 'a\nb'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['half of a character', 'a\ud83d'],
    ['a mark that reorders text', 'a\u202egpj.exe'],
    ['an isolate', 'a\u2066b'],
    ['an Arabic letter mark', 'a\u061cb'],
  ])('are found in %s', (_name, text) => {
    expect(hasHiddenCharacters(text)).toBe(true)
    expect(hasHiddenCharacters(withoutHiddenCharacters(text))).toBe(false)
  })

  it.each(['Ada', '日本語', 'مرحبا', 'a\u00a0b', '👩‍👩‍👧'])('are not found in %s', (text) => {
    expect(hasHiddenCharacters(text)).toBe(false)
    expect(withoutHiddenCharacters(text)).toBe(text)
  })

  it('leave one space between words, and none at the ends', () => {
    expect(withoutHiddenCharacters('\u0000first \n\t second\u2028')).toBe('first second')
  })
})
