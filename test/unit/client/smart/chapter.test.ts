import { type Chapter, expectOrdinary } from '../../../../client/smart/chapter'
import { newUpload } from '../../../../lambdas/uploads/domain'

function chapter(title: string, more: Partial<Chapter> = {}): Chapter {
  return { title, start: 0, end: 1, ...more }
}

function many(count: number, title: string) {
  return Array.from({ length: count }, (_, index) => chapter(title, { start: index, end: index + 1 }))
}

function isOrdinary(chapters: readonly Chapter[]): boolean {
  try {
    expectOrdinary(chapters)
    return true
  } catch {
    return false
  }
}

const schema = newUpload(1000)
/** Whether the API takes them, in a request of the size that it takes. */
function isTaken(chapterList: readonly Chapter[]): boolean {
  const body = { name: 'a.mp4', size: 1, options: { chapterList } }
  return schema.safeParse(body).success && Buffer.byteLength(JSON.stringify(body)) < 64 * 1024
}

describe('chapters', () => {
  it.each<[string, Chapter[]]>([
    ['with ordinary titles', [chapter('Begin'), chapter('Ende — “zu” 🎬 فيلم', { start: 1, end: 360_000 })]],
    ['with a gap between them', [chapter('a'), chapter('b', { start: 5, end: 6 })]],
    ['with a title of 200 characters', [chapter('a'.repeat(200))]],
    ['500 of them', many(500, 'a')],
  ])('%s go along', (_, chapters) => {
    expect([isOrdinary(chapters), isTaken(chapters)]).toEqual([true, true])
  })

  it.each<[string, Chapter[]]>([
    ...['\t', '\n', '\u0000', '\u001b[31m', '\u0085', '\u2028', '\u202e', '\u2067', '\u200f', '\ud83d'].map(
      (text): [string, Chapter[]] => [`with ${JSON.stringify(text)} in a title`, [chapter(`a${text}b`)]],
    ),
    ['with an empty title', [chapter(' ')]],
    ['with a title of 201 characters', [chapter('a'.repeat(201))]],
    ['501 of them', many(501, 'a')],
    ['with more words than a request may have', many(400, '映'.repeat(100))],
    ['that overlap', [chapter('a', { end: 3 }), chapter('b', { start: 2, end: 4 })]],
    ['without a length', [chapter('a', { end: 0 })]],
    ['after a hundred hours', [chapter('a', { end: 360_001 })]],
  ])('%s are a doubt: the API would refuse, or alter, some', (_, chapters) => {
    expect(isOrdinary(chapters)).toBe(false)
  })

  it('are never refused by the API when they are ordinary, with any character in them', () => {
    for (let code = 0; code < 0x3000; code++) {
      const chapters = [chapter(`a${String.fromCodePoint(code)}b`)]
      if (isOrdinary(chapters) && !isTaken(chapters)) throw new Error(`U+${code.toString(16)} is refused`)
    }
  })
})
