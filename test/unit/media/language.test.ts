import { isSameLanguage } from '../../../media/language'

it.each([
  ['deu', 'ger'],
  ['de', 'ger'],
  ['eng', 'en'],
  ['fre', 'fra'],
  ['zz_not a code', 'zz_not a code'],
])('%s and %s are the same language', (one, other) => {
  expect(isSameLanguage(one, other)).toBe(true)
})

it.each([
  ['deu', 'eng'],
  ['und', 'deu'],
  ['', 'deu'],
])('“%s” and “%s” are not', (one, other) => {
  expect(isSameLanguage(one, other)).toBe(false)
})
