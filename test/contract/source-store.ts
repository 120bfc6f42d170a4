import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { SourceStore, Upload } from '../../lambdas/jobs/ports'
import { leastPartSize } from '../../lambdas/shared/multipart'
import { jobId } from '../support/jobs'

export interface SourceStoreUnderTest {
  readonly sources: SourceStore
  /** A client's PUT of a part. Rejects when the store refuses it. */
  readonly receive: (upload: Upload, number: number, bytes: Uint8Array) => Promise<void>
}

/** Where a store is not as strict as S3 (Amazon S3 API Reference, “CompleteMultipartUpload”). */
export interface Leniency {
  /** Puts together parts of less than 5 MiB, so that more than a thousand can be tried. */
  readonly takesTinyParts: boolean
  /** Ignores `x-amz-mp-object-size`. */
  readonly ignoresSize: boolean
}

/** What every store of sources must do. */
export function sourceStoreContract(
  open: () => Promise<SourceStoreUnderTest>,
  { takesTinyParts, ignoresSize }: Leniency,
): void {
  // S3 puts no parts together of which one before the last is smaller.
  const partSize = leastPartSize
  const words = Buffer.concat([
    Buffer.alloc(partSize, 'Once upon '),
    Buffer.alloc(partSize, 'a midnight '),
    Buffer.from('dreary'),
  ])
  const never = new AbortController().signal

  const bytesOf = (number: number) => words.subarray((number - 1) * partSize, number * partSize)

  /** A comparison of megabytes that says less when they differ. */
  const isWords = async (read: Promise<Readable>, start = 0, end = words.length): Promise<boolean> =>
    (await buffer(await read)).equals(words.subarray(start, end))

  /** An upload in three parts, of which the last has six bytes. */
  const begun = async () => {
    const { sources, receive } = await open()
    const ref = { owner: randomUUID(), id: jobId }
    const begin = async (): Promise<Upload> => ({
      ...ref,
      size: words.length,
      upload: { id: await sources.begin(ref), partSize },
    })
    const upload = await begin()
    const put = async (...numbers: readonly number[]) => {
      for (const number of numbers) await receive(upload, number, bytesOf(number))
    }
    return { sources, receive, ref, begin, upload, put }
  }

  it('signs each part with its size', async () => {
    const { sources, upload } = await begun()
    const parts = await sources.signParts(upload, [1, 3])
    expect(parts.map(({ number, size }) => ({ number, size }))).toEqual([
      { number: 1, size: partSize },
      { number: 3, size: 6 },
    ])
    expect(new Set(parts.map(({ url }) => new URL(url).href)).size).toBe(2)
  })

  it('knows which parts have arrived, in their order', async () => {
    const { sources, upload, put } = await begun()
    expect(await sources.arrived(upload)).toEqual([])
    await put(3, 1)
    expect(await sources.arrived(upload)).toEqual([
      { number: 1, size: partSize },
      { number: 3, size: 6 },
    ])
  })

  /** An upload with more parts than S3 lists at a time. */
  const many = async () => {
    const { sources, ref } = await begun()
    const upload = { ...ref, size: 1001, upload: { id: await sources.begin(ref), partSize: 1 } }
    const numbers = Array.from({ length: upload.size }, (_, index) => index + 1)
    for (let at = 0; at < numbers.length; at += 10)
      await Promise.all(
        numbers.slice(at, at + 10).map((number) => sources.putPart(upload, number, words.subarray(0, 1), never)),
      )
    return { sources, upload, numbers }
  }

  it('knows all of a thousand and one parts', async () => {
    const { sources, upload, numbers } = await many()
    expect((await sources.arrived(upload)).map(({ number }) => number)).toEqual(numbers)
  })

  if (takesTinyParts)
    it('puts a thousand and one parts together', async () => {
      const { sources, upload } = await many()
      await sources.complete(upload)
      expect(await sources.size(upload)).toBe(1001)
    })

  it('takes parts from us, too, unless the upload is over or we have left', async () => {
    const { sources, upload } = await begun()
    await sources.putPart(upload, 1, bytesOf(1), never)
    await expect(sources.putPart(upload, 2, bytesOf(2), AbortSignal.abort())).rejects.toThrow()
    expect(await sources.arrived(upload)).toEqual([{ number: 1, size: partSize }])
    await sources.abort(upload)
    await expect(sources.putPart(upload, 1, bytesOf(1), never)).rejects.toThrow()
  })

  it('takes the last bytes that came for a part', async () => {
    const { sources, receive, upload, put } = await begun()
    await receive(upload, 1, Buffer.alloc(partSize))
    await put(1, 2, 3)
    await sources.complete(upload)
    expect(await isWords(sources.read(upload, 0, words.length, never))).toBe(true)
  })

  it('puts the parts together: nothing is there before, everything after', async () => {
    const { sources, upload, put } = await begun()
    await put(2, 1, 3)
    expect(await sources.size(upload)).toBeUndefined()
    await sources.complete(upload)
    expect(await sources.size(upload)).toBe(words.length)
    const [start, end] = [partSize - 3, 2 * partSize + 4]
    expect(await isWords(sources.read(upload, start, end, never), start, end)).toBe(true)
    expect(await sources.arrived(upload)).toEqual([])
  })

  it('completes once, however often it is asked', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await sources.complete(upload)
    expect(await sources.size(upload)).toBe(words.length)
  })

  // A store that learns it fails here, so that it is asked for it from then on.
  const itUnlessIgnored = ignoresSize ? it.failing : it
  itUnlessIgnored('does not complete what is not whole', async () => {
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
    for (const number of [1, 2, 3]) await receive(second, number, Buffer.alloc(bytesOf(number).length))
    await sources.complete(second)
    expect(await isWords(sources.read(upload, 0, words.length, never))).toBe(true)
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
    expect(await sources.size(upload)).toBe(words.length)
  })

  it('removes a source, and one that is gone', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await sources.remove(upload)
    await sources.remove(upload)
    expect(await sources.size(upload)).toBeUndefined()
    await expect(sources.read(upload, 0, words.length, never)).rejects.toThrow()
  })

  it('reads nothing for a reader who has left', async () => {
    const { sources, upload, put } = await begun()
    await put(1, 2, 3)
    await sources.complete(upload)
    await expect(sources.read(upload, 0, words.length, AbortSignal.abort())).rejects.toThrow()
  })
}
