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
})
