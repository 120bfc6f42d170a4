import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { SourceStore, Upload } from '../../lambdas/jobs/ports'
import { jobId } from '../support/jobs'

export interface SourceStoreUnderTest {
  readonly sources: SourceStore
  /** A client's PUT of a part. Rejects when the store refuses it. */
  readonly receive: (upload: Upload, number: number, bytes: Uint8Array) => Promise<void>
}

/** What every store of sources must do. */
export function sourceStoreContract(open: () => Promise<SourceStoreUnderTest>): void {
  const words = Buffer.from('Once upon a midnight')
  const never = new AbortController().signal

  /** An upload of 20 bytes in parts of 8. */
  const begun = async () => {
    const { sources, receive } = await open()
    const ref = { owner: randomUUID(), id: jobId }
    const begin = async (): Promise<Upload> => ({
      ...ref,
      size: words.length,
      upload: { id: await sources.begin(ref), partSize: 8 },
    })
    const upload = await begin()
    const put = async (...numbers: readonly number[]) => {
      for (const number of numbers) await receive(upload, number, words.subarray((number - 1) * 8, number * 8))
    }
    return { sources, receive, ref, begin, upload, put }
  }

  it('signs each part with its size', async () => {
    const { sources, upload } = await begun()
    const parts = await sources.signParts(upload, [1, 3])
    expect(parts.map(({ number, size }) => ({ number, size }))).toEqual([
      { number: 1, size: 8 },
      { number: 3, size: 4 },
    ])
    expect(new Set(parts.map(({ url }) => new URL(url).href)).size).toBe(2)
  })

  it('knows which parts have arrived, in their order', async () => {
    const { sources, upload, put } = await begun()
    expect(await sources.arrived(upload)).toEqual([])
    await put(3, 1)
    expect(await sources.arrived(upload)).toEqual([
      { number: 1, size: 8 },
      { number: 3, size: 4 },
    ])
  })

  it('knows all of a thousand and one parts', async () => {
    const { sources, ref } = await begun()
    const many = { ...ref, size: 1001, upload: { id: await sources.begin(ref), partSize: 1 } }
    const numbers = Array.from({ length: 1001 }, (_, index) => index + 1)
    for (let at = 0; at < numbers.length; at += 10)
      await Promise.all(
        numbers.slice(at, at + 10).map((number) => sources.putPart(many, number, words.subarray(0, 1), never)),
      )
    expect((await sources.arrived(many)).map(({ number }) => number)).toEqual(numbers)
    await sources.complete(many)
    expect(await sources.size(ref)).toBe(1001)
  })

  it('takes parts from us, too, unless the upload is over or we have left', async () => {
    const { sources, upload } = await begun()
    await sources.putPart(upload, 1, words.subarray(0, 8), never)
    await expect(sources.putPart(upload, 2, words.subarray(8, 16), AbortSignal.abort())).rejects.toThrow()
    expect(await sources.arrived(upload)).toEqual([{ number: 1, size: 8 }])
    await sources.abort(upload)
    await expect(sources.putPart(upload, 1, words.subarray(0, 8), never)).rejects.toThrow()
  })

  it('takes the last bytes that came for a part', async () => {
    const { sources, receive, upload, put } = await begun()
    await receive(upload, 1, Buffer.alloc(8))
    await put(1, 2, 3)
    await sources.complete(upload)
    expect(await buffer(await sources.read(upload, 0, 20, never))).toEqual(words)
  })

  it('puts the parts together: nothing is there before, everything after', async () => {
    const { sources, upload, put } = await begun()
    await put(2, 1, 3)
    expect(await sources.size(upload)).toBeUndefined()
    await sources.complete(upload)
    expect(await sources.size(upload)).toBe(20)
    expect(await buffer(await sources.read(upload, 5, 11, never))).toEqual(words.subarray(5, 11))
    expect(await sources.arrived(upload)).toEqual([])
  })

  it('completes once, however often it is asked', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await sources.complete(upload)
    expect(await sources.size(upload)).toBe(20)
  })

  it('does not complete what is not whole', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2)
    await expect(sources.complete(upload)).rejects.toThrow()
    expect(await sources.size(upload)).toBeUndefined()
  })

  it('never overwrites a source', async () => {
    const { sources, receive, upload, put, begin } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    const second = await begin()
    for (const [number, size] of [
      [1, 8],
      [2, 8],
      [3, 4],
    ] as const)
      await receive(second, number, Buffer.alloc(size))
    await sources.complete(second)
    expect(await buffer(await sources.read(upload, 0, 20, never))).toEqual(words)
  })

  it('an upload that was aborted takes no more parts and completes nothing', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.abort(upload)
    await sources.abort(upload)
    expect(await sources.arrived(upload)).toEqual([])
    await expect(put(1)).rejects.toThrow()
    await sources.complete(upload)
    expect(await sources.size(upload)).toBeUndefined()
  })

  it('an upload that is over takes no more parts, and cannot be aborted', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await expect(put(1)).rejects.toThrow()
    await sources.abort(upload)
    expect(await sources.size(upload)).toBe(20)
  })

  it('removes a source, and one that is gone', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await sources.remove(upload)
    await sources.remove(upload)
    expect(await sources.size(upload)).toBeUndefined()
    await expect(sources.read(upload, 0, 20, never)).rejects.toThrow()
  })

  it('reads nothing for a reader who has left', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await expect(sources.read(upload, 0, 20, AbortSignal.abort())).rejects.toThrow()
  })
}
