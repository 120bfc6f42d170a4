import { memoryOf } from '../../../cli/watch/memory'
import { createSettling } from '../../../cli/watch/settled'
import { folder } from './world'

it('a file is complete when it has not changed for a while, and is not empty', () => {
  const settling = createSettling(1000)
  expect(settling.look('a', { size: 1, mtimeMs: 1 }, 0)).toBe(false)
  expect(settling.look('a', { size: 2, mtimeMs: 2 }, 900)).toBe(false)
  expect(settling.look('a', { size: 2, mtimeMs: 2 }, 1800)).toBe(false)
  expect(settling.look('a', { size: 2, mtimeMs: 2 }, 1900)).toBe(true)
  expect(settling.look('b', { size: 0, mtimeMs: 1 }, 0)).toBe(false)
  expect(settling.look('b', { size: 0, mtimeMs: 1 }, 5000)).toBe(false)
})

it('what was dealt with is remembered until it changes, by service and folder', () => {
  const state = folder()
  memoryOf(state, 'https://a.example', '/videos').keep('/videos/a.mp4', { size: 1, mtimeMs: 1.5 })
  const again = memoryOf(state, 'https://a.example', '/videos')
  expect(again.knows('/videos/a.mp4', { size: 1, mtimeMs: 1.5 })).toBe(true)
  expect(again.knows('/videos/a.mp4', { size: 2, mtimeMs: 1.5 })).toBe(false)
  expect(again.knows('/videos/b.mp4', { size: 1, mtimeMs: 1.5 })).toBe(false)
  expect(memoryOf(state, 'https://b.example', '/videos').knows('/videos/a.mp4', { size: 1, mtimeMs: 1.5 })).toBe(false)
})
