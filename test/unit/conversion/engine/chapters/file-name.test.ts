import * as fc from 'fast-check'
import { chapterFileName } from '../../../../../lambdas/conversion/engine/chapters/file-name'

test.each([
  ['Introduction', '03 Introduction.mp3'],
  ['', '03.mp3'],
  ['  . . ', '03.mp3'],
  ['../../etc/passwd', '03 ..-..-etc-passwd.mp3'],
  ['a\\b:c*d?e"f<g>h|i', '03 a-b-c-d-e-f-g-h-i.mp3'],
  ['CON', '03 CON.mp3'],
  ['gpj\u202e.exe', '03 gpj .exe.mp3'],
  ['one\ntwo\0three', '03 one two three.mp3'],
  ['a\u200bb\ufeffc', '03 abc.mp3'],
  ['Café', '03 Café.mp3'],
  ['👨‍👩‍👧', '03 👨‍👩‍👧.mp3'],
])('%j becomes %j', (title, name) => {
  expect(chapterFileName(3, 12, title, 'mp3')).toBe(name)
})

test('names sort like the chapters', () => {
  expect(chapterFileName(7, 500, 'x', 'm4a')).toBe('007 x.m4a')
})

test('a long title is cut between two characters', () => {
  const name = chapterFileName(1, 1, '👩‍🚀'.repeat(50), 'mp3')
  expect(name).toBe(`01 ${'👩‍🚀'.repeat(10)}.mp3`)
})

test('no title makes a name that is unsafe anywhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const name = chapterFileName(1, 9, title, 'mp3')
      expect(name).toMatch(/^01( [^/\\:*?"<>|\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*[^\s.])?\.mp3$/u)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    }),
  )
})
