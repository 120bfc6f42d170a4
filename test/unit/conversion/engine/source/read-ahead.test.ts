import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { convert, type Source } from '../../../../../lambdas/conversion/engine'
import { probe } from '../../../../../lambdas/conversion/engine/ffmpeg/probe'
import { serveRanges } from '../../../../../lambdas/conversion/engine/source/range-server'
import { readAhead } from '../../../../../lambdas/conversion/engine/source/read-ahead'
import { readStructure } from '../../../../../lambdas/conversion/engine/source/structure'
import { makeSound, makeVideo, programAt, programs, withDirectory } from '../../../../support/media'
import { memorySink } from '../../../../support/memory-sink'

jest.setTimeout(60_000)

const never = new AbortController().signal
const megabyte = 1024 * 1024

/** A source in parts, of which `undefined` ones are zeros, and the requests that it got. */
function sourceOf(...parts: readonly (Buffer | number)[]) {
  const requests: { readonly start: number; readonly stream: Readable }[] = []
  const sizes = parts.map((part) => (typeof part === 'number' ? part : part.length))
  const piecesOf = function* (start: number, end: number) {
    let offset = 0
    for (const [index, part] of parts.entries()) {
      const size = sizes[index] as number
      for (let at = Math.max(start - offset, 0); at < Math.min(end - offset, size); ) {
        const length = Math.min(65_536, Math.min(end - offset, size) - at)
        yield typeof part === 'number' ? Buffer.alloc(length) : part.subarray(at, at + length)
        at += length
      }
      offset += size
    }
  }
  const source: Source = {
    size: sizes.reduce((sum, size) => sum + size, 0),
    read: async (start, end) => {
      const stream = Readable.from(piecesOf(start, end))
      requests.push({ start, stream })
      return stream
    },
  }
  return { source, requests }
}

function numbers(length: number) {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, index) => index).buffer)
}

async function* hangsAfter(bytes: Buffer) {
  yield bytes
  await new Promise(() => {})
}

describe('a source that is read ahead', () => {
  test('has the same bytes for reads of any size', async () => {
    const bytes = numbers(5 * megabyte + 12)
    const ahead = readAhead(sourceOf(bytes).source)
    for (const [start, end] of [
      [0, 10],
      [megabyte - 1, megabyte + 1],
      [3 * megabyte, bytes.length],
      [17, 2 * megabyte],
      [0, bytes.length],
      [5, 5],
    ] as const) {
      const read = await buffer(await ahead.read(start, end, never))
      expect(read.equals(bytes.subarray(start, end))).toBe(true)
    }
  })

  test('goes on with the request that it has, over what its reader leaves out', async () => {
    const { source, requests } = sourceOf(64 * megabyte)
    const ahead = readAhead(source)
    for (let at = 0; at < source.size; at += 2 * megabyte) await buffer(await ahead.read(at, at + 10_000, never))
    expect(requests.map(({ start }) => start)).toEqual([0])
  })

  test('keeps a request for the index and one for the sound, and no more', async () => {
    const { source, requests } = sourceOf(200 * megabyte)
    const ahead = readAhead(source)
    for (const at of [0, 190, 2, 192, 4, 194]) await buffer(await ahead.read(at * megabyte, at * megabyte + 100, never))
    expect(requests.map(({ start }) => start / megabyte)).toEqual([0, 190])
    await buffer(await ahead.read(100 * megabyte, 100 * megabyte + 100, never))
    expect(requests.map(({ stream }) => stream.destroyed)).toEqual([true, false, false])
    ahead.close()
    expect(requests.map(({ stream }) => stream.destroyed)).toEqual([true, true, true])
  })

  test('starts again after a broken request, and reports it', async () => {
    const bytes = numbers(2 * megabyte)
    const { source, requests } = sourceOf(bytes)
    let breaks = true
    const broken: Source = {
      size: source.size,
      read: async (start, end, signal) => {
        const stream = await source.read(start, end, signal)
        if (breaks) stream.destroy(new Error('connection reset'))
        breaks = false
        return stream
      },
    }
    const ahead = readAhead(broken)
    await expect(buffer(await ahead.read(0, 10, never))).rejects.toThrow('connection reset')
    expect((await buffer(await ahead.read(0, 10, never))).equals(bytes.subarray(0, 10))).toBe(true)
    expect(requests).toHaveLength(2)
  })

  test('passes on what has come, and lets readers elsewhere go on, while a request hangs', async () => {
    const bytes = numbers(8 * megabyte)
    const { source } = sourceOf(bytes)
    const hanging: Source = {
      size: source.size,
      read: async (start, end, signal) =>
        start > 0 ? source.read(start, end, signal) : Readable.from(hangsAfter(bytes.subarray(0, 1000))),
    }
    const ahead = readAhead(hanging)
    expect((await buffer(await ahead.read(0, 1000, never))).equals(bytes.subarray(0, 1000))).toBe(true)
    const leaving = new AbortController()
    const waiting = buffer(await ahead.read(500, 2000, leaving.signal))
    const [start, end] = [7 * megabyte, 7 * megabyte + 1000]
    expect((await buffer(await ahead.read(start, end, never))).equals(bytes.subarray(start, end))).toBe(true)
    leaving.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
  })

  test('goes on where a request broke, with what it has of a block', async () => {
    const bytes = numbers(megabyte)
    const starts: number[] = []
    const breaking: Source = {
      size: bytes.length,
      read: async (start) => {
        starts.push(start)
        return Readable.from([bytes.subarray(start, start + 300_000)])
      },
    }
    const ahead = readAhead(breaking)
    const read = async () => buffer(await ahead.read(0, bytes.length, never))
    for (const broken of [300_000, 600_000, 900_000]) await expect(read()).rejects.toThrow(`ended at byte ${broken}`)
    expect((await read()).equals(bytes)).toBe(true)
    expect(starts).toEqual([0, 300_000, 600_000, 900_000])
  })

  test('has no byte twice where one request comes to what another has begun', async () => {
    const bytes = numbers(4 * megabyte)
    const piecesOf = function* (start: number, size: number) {
      // A little at first, so that the other request, which comes in larger steps, reaches beyond it.
      for (let at = start, next = 100; at < bytes.length; at += next, next = size)
        yield bytes.subarray(at, at + (at === start ? 100 : size))
    }
    const ahead = readAhead({ size: bytes.length, read: async (start) => Readable.from(piecesOf(start, 70_000)) })
    const read = async (start: number, end: number) => buffer(await ahead.read(start, end, never))
    expect((await read(3 * megabyte, 3 * megabyte + 10)).equals(bytes.subarray(3 * megabyte, 3 * megabyte + 10))).toBe(
      true,
    )
    expect((await read(0, bytes.length)).equals(bytes)).toBe(true)
  })

  test('forgets no block that a request goes on to fill', async () => {
    const bytes = numbers(40 * megabyte)
    const piecesOf = function* (start: number) {
      for (let at = start; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    }
    const ahead = readAhead({ size: bytes.length, read: async (start) => Readable.from(piecesOf(start)) })
    const isRight = async (start: number, end: number) =>
      (await buffer(await ahead.read(start * megabyte, end * megabyte, never))).equals(
        bytes.subarray(start * megabyte, end * megabyte),
      )
    // Of block 5 a little is kept by a request that is given up, and the one from block 4 on is to fill the rest.
    for (const at of [5, 4, 36]) expect(await isRight(at, at + 1 / 1024)).toBe(true)
    expect(await isRight(4, 5)).toBe(true)
    // More than is kept.
    expect(await isRight(10, 35)).toBe(true)
    expect(await isRight(5, 6)).toBe(true)
  })

  test('has the same bytes for many readers at once, who are slow or leave, however much it forgets', async () => {
    const bytes = numbers(40 * megabyte + 1234 * 4)
    let seed = 7
    const upTo = (limit: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      return Math.floor((seed / 2 ** 31) * limit)
    }
    const aWhile = async () => {
      for (let turns = upTo(4); turns > 0; turns--) await setImmediate()
    }
    const piecesOf = async function* (start: number) {
      for (let at = start, size = 0; at < bytes.length; at += size) {
        await aWhile()
        size = 1 + upTo(200_000)
        yield bytes.subarray(at, at + size)
      }
    }
    const ahead = readAhead({ size: bytes.length, read: async (start) => Readable.from(piecesOf(start)) })
    /** Holds what it has got to the end, and then looks. */
    const readOnce = async (): Promise<boolean> => {
      const start = upTo(bytes.length)
      const end = Math.min(start + upTo(6 * megabyte), bytes.length)
      const leaving = new AbortController()
      const patience = upTo(2) === 0 ? upTo(30) : Number.POSITIVE_INFINITY
      const pieces: Buffer[] = []
      try {
        for await (const piece of await ahead.read(start, end, leaving.signal)) {
          pieces.push(piece as Buffer)
          if (pieces.length > patience) leaving.abort()
          await aWhile()
        }
      } catch (error) {
        if (!leaving.signal.aborted) throw error
      }
      const read = Buffer.concat(pieces)
      return read.equals(bytes.subarray(start, leaving.signal.aborted ? start + read.length : end))
    }
    const readers = Array.from({ length: 5 }, async () => {
      const all: boolean[] = []
      for (let round = 0; round < 25; round++) all.push(await readOnce())
      return all
    })
    expect(new Set((await Promise.all(readers)).flat())).toEqual(new Set([true]))
    ahead.close()
  })

  test('reads nothing for a reader who has left', async () => {
    const { source, requests } = sourceOf(megabyte)
    await expect(buffer(await readAhead(source).read(0, 10, AbortSignal.abort()))).rejects.toThrow()
    expect(requests).toHaveLength(0)
  })
})

describe('requests for', () => {
  /** An MP4 whose index is behind two gigabytes of pictures and sound. */
  const large = async (directory: string) => {
    const bytes = await readFile(await makeSound(join(directory, 'index-last.m4a'), { seconds: 2 }))
    // ffmpeg leaves eight bytes in front of `mdat`, for a size of 64 bits.
    const at = bytes.indexOf('mdat') - 4
    const end = at + bytes.readUInt32BE(at)
    const gap = 2 * 1024 * megabyte
    const front = Buffer.from(bytes.subarray(0, end))
    front.writeUInt32BE(1, at - 8)
    front.write('mdat', at - 4, 'latin1')
    front.writeBigUInt64BE(BigInt(end - (at - 8) + gap), at)
    return sourceOf(front, gap, bytes.subarray(end))
  }

  test('the probe of two gigabytes with their index at the end: five at most', () =>
    withDirectory(async (directory) => {
      const { source, requests } = await large(directory)
      const ahead = readAhead(source)
      const server = await serveRanges(ahead)
      try {
        expect(await readStructure(ahead, never)).toMatchObject({ kind: 'mp4' })
        const { probe: found } = await probe(programAt(), server.url, never)
        expect(found).toMatchObject({ container: 'mov', audio: [{ codec: 'aac' }] })
      } finally {
        ahead.close()
        await server.close()
      }
      expect(requests.length).toBeLessThanOrEqual(5)
    }))

  test('pictures and sound that alternate: as many as if it were read in one go', () =>
    withDirectory(async (directory) => {
      const more = ['-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '320x240']
      const bytes = await readFile(await makeVideo(join(directory, 'alternating.mov'), { seconds: 30, more }))
      expect(bytes.length).toBeGreaterThan(10 * megabyte)
      const { source, requests } = sourceOf(bytes)
      const { sink } = memorySink()
      const env = { ...programs(), workDirectory: directory }
      const { samples } = await convert({
        source,
        options: { format: 'mp3', bitrate: 128 },
        sink,
        signal: never,
        ...env,
      })
      expect(samples).toBeGreaterThan(29 * 48000)
      expect(requests.length).toBeLessThanOrEqual(5)
    }))
})
