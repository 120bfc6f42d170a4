import { canOpenWindow, openWindow } from '../../../../client/smart/window'
import { seeded } from './support'

const size = 20 * 1024 ** 2 + 7
const content = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff)
const blob = new Blob([content])

describe('a window on a Blob', () => {
  it('can be opened here', () => {
    expect(canOpenWindow()).toBe(true)
  })

  it('shows every range, near and far, ahead and behind, and at once what is in it', async () => {
    const random = seeded(3)
    const { read, close } = openWindow(blob)
    let atOnce = 0
    let from = 0
    for (let round = 0; round < 150; round++) {
      // Mostly onwards, as a player reads; now and then anywhere.
      from = round % 10 === 9 ? Math.floor(random() * size) : Math.min(size - 1, from + Math.floor(random() * 300_000))
      const to = Math.min(size, from + 1 + Math.floor(random() * (round % 7 === 6 ? 1_500_000 : 40_000)))
      const bytes = read(from, to)
      if (bytes instanceof Uint8Array) atOnce++
      expect(Buffer.compare(await bytes, content.subarray(from, to))).toBe(0)
    }
    expect(atOnce).toBeGreaterThan(20)
    close()
  })

  it('keeps what is asked for at the same time apart', async () => {
    const { read } = openWindow(blob)
    const starts = [0, 19_000_000, 5_000_000, 100, 12_345_678]
    const found = await Promise.all(starts.map((from) => read(from, from + 700_000)))
    for (const [index, from] of starts.entries())
      expect(Buffer.compare(found[index] ?? Buffer.of(), content.subarray(from, from + 700_000))).toBe(0)
  })

  it('says so when the file ends early, or cannot be read', async () => {
    await expect(openWindow(blob).read(size - 5, size + 5)).rejects.toThrow('ended early')
    const broken = Object.assign(new Blob(['abc']), {
      slice: () => ({
        stream: () => new ReadableStream({ type: 'bytes', pull: () => Promise.reject(new Error('gone')) }),
      }),
    })
    await expect(openWindow(broken).read(0, 3)).rejects.toThrow('gone')
  })

  describe('whose stream stops', () => {
    beforeEach(() => void jest.useFakeTimers())
    afterEach(() => void jest.useRealTimers())

    /** Its first streams give a little at most, and then nothing any more. */
    const stopping = (stops: number) => {
      const opened: number[] = []
      const cancelled: number[] = []
      const slice = (from: number) => ({
        stream: () => {
          const number = opened.push(from)
          if (number > stops) return blob.slice(from).stream()
          const little = content.slice(from, from + 1000)
          return new ReadableStream({
            type: 'bytes',
            start: (controller) => controller.enqueue(little),
            pull: () => new Promise(() => {}),
            cancel: () => void cancelled.push(number),
          })
        },
      })
      return { blob: Object.assign(new Blob([content]), { slice }), opened, cancelled }
    }
    const later = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000)

    it('is read by another, from where the window begins', async () => {
      const { blob: some, opened, cancelled } = stopping(2)
      const reading = openWindow(some).read(100, 900_000)
      await later(3 + 6)
      jest.useRealTimers()
      expect(Buffer.compare(await reading, content.subarray(100, 900_000))).toBe(0)
      expect([opened, cancelled]).toEqual([
        [100, 100, 100],
        [1, 2],
      ])
    })

    it('is given up when no other comes further', async () => {
      const { blob: some, opened } = stopping(100)
      const reading = expect(openWindow(some).read(0, 10_000)).rejects.toThrow('does not come')
      await later(3 + 6 + 12 + 24 + 48)
      await reading
      expect(opened).toHaveLength(5)
    })
  })
})
