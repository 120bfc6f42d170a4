import { cutsOf } from '../../../../../lambdas/conversion/engine/chapters/cuts'

function chapter(start: number, end: number, title = '') {
  return { start, end, title }
}

/** Beginnings and ends of the cuts, at 10 samples a second. */
function cuts(chapters: Parameters<typeof cutsOf>[0]['chapters'], isAsked: boolean) {
  return cutsOf({ chapters, isAsked, duration: 10 }, 10).map(({ from, until }) => [from, until])
}

test.each([
  ['that follow one another', [chapter(0, 4), chapter(4, 10)]],
  ['with pauses between', [chapter(1, 3), chapter(4, 7)]],
  ['that overlap', [chapter(0, 10), chapter(4, 5)]],
  ['in any order', [chapter(4, 10), chapter(0, 4)]],
])('chapters of a source %s share all of the sound', (_, chapters) => {
  expect(cuts(chapters, false)).toEqual([
    [0, 40],
    [40, Number.POSITIVE_INFINITY],
  ])
})

test('those that were asked for are as they were asked for', () => {
  expect(cuts([chapter(1, 3), chapter(4, 7)], true)).toEqual([
    [10, 30],
    [40, 70],
  ])
})

test('nothing is lost between them that is due to rounding', () => {
  expect(cuts([chapter(0.04, 3.9), chapter(4, 9.98)], true)).toEqual([
    [0, 40],
    [40, Number.POSITIVE_INFINITY],
  ])
})

test('a chapter that has no sample is none', () => {
  expect(cuts([chapter(0, 4), chapter(4, 10), chapter(4, 10)], false)).toHaveLength(2)
  expect(cuts([], false)).toEqual([])
})
