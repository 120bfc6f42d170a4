import { formatBytes, formatDuration, formatMoment, formatTime, formatWait, parseDuration } from '../../../web/format'
import { speak } from '../../../web/words'
import { de } from '../../../web/words/de'
import { en } from '../../../web/words/en'

afterEach(() => speak('en'))

it.each([
  ['90', 90],
  ['1:30', 90],
  ['1:02:03', 3723],
  ['0:05.5', 5.5],
  ['0:05,5', 5.5],
])('reads %s as %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

it.each(['', 'soon', '1:75', '-3', '1:2:3:4'])('does not take “%s” for a time', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

it('writes sizes, lengths, waits and times', () => {
  expect([formatBytes(512), formatBytes(1_400_000), formatBytes(640_000_000)]).toEqual([
    '512 bytes',
    '1.4 MB',
    '640 MB',
  ])
  expect([formatDuration(187), formatDuration(3723)]).toEqual(['3:07', '1:02:03'])
  expect([formatMoment(90), formatMoment(3723.5), formatMoment(0.125)]).toEqual(['1:30', '1:02:03.5', '0:00.125'])
  expect([formatWait(12.4), formatWait(170), formatWait(7300)]).toEqual(['12 s', '3 min', '2 h'])
  const now = new Date('2026-11-24T12:00:00')
  expect(formatTime('2026-11-02T12:00:00', now)).toBe('2 Nov')
  expect(formatTime('2025-11-02T12:00:00', now)).toBe('2 Nov 2025')
})

it('speaks German when asked to', async () => {
  await speak('de')
  expect(formatBytes(1_400_000)).toBe('1,4 MB')
  expect(de.reason({ code: 'no-audio', message: 'There is no sound.' })).toBe('Dieses Video hat keinen Ton.')
  expect(en.reason({ code: 'no-audio', message: 'There is no sound.' })).toBe('There is no sound.')
})
