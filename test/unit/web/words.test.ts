import { reasonCodes } from '../../../lambdas/jobs/domain'
import { fieldCodes, problems } from '../../../lambdas/shared/errors'
import { de } from '../../../web/words/de'
import { en } from '../../../web/words/en'

const said = 'The API’s own sentence.'

function sayings(words: typeof en): [string, string][] {
  return [
    ...Object.keys(problems).map((code): [string, string] => [code, words.problem(`/problems/${code}`, said)]),
    ...reasonCodes.map((code): [string, string] => [code, words.reason({ code, message: said })]),
    ...fieldCodes.map((code): [string, string] => [
      code,
      words.complaint({ field: 'options.start', code, message: said, limit: 17 }),
    ]),
  ]
}

it.each(sayings(de))('says %s in German', (_code, saying) => {
  expect(saying).toMatch(/^\p{Lu}.*\.$/u)
  expect(saying).not.toBe(said)
  expect(saying).not.toContain('undefined')
})

it.each(sayings(en))('says %s as the API does, in English', (_code, saying) => {
  expect(saying).toBe(said)
})

it('says how much is allowed', () => {
  expect(de.complaint({ field: 'name', code: 'too-long', message: said, limit: 255 })).toContain('255')
  const limit = 20 * 1024 ** 3
  expect(de.complaint({ field: 'size', code: 'too-large', message: said, limit })).toContain('20 GiB')
})

it.each(['newer-than-this-page', 'constructor', ''])('leaves what it does not know (%j) to the API', (code) => {
  expect(de.problem(`/problems/${code}`, said)).toBe(said)
  expect(de.reason({ code, message: said })).toBe(said)
  expect(de.complaint({ field: 'x', code, message: said })).toBe(said)
  expect(de.complaint({ field: 'x', message: said })).toBe(said)
})
