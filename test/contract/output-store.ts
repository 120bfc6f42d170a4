import { randomUUID } from 'node:crypto'
import type { OutputStore } from '../../lambdas/conversion/multipart-sink'
import { audioKey, peaksKey } from '../../lambdas/jobs/domain'
import { jobIn } from '../support/jobs'

export interface OutputStoreUnderTest {
  readonly outputs: OutputStore
  /** The bytes at a key, if anybody sees them. */
  readonly read: (key: string) => Promise<Uint8Array | undefined>
}

/** Bytes of a part that S3 takes as one of several. */
const enough = 5 * 1024 * 1024

/** What every store must do that takes outputs in parts. */
export function outputStoreContract(open: () => Promise<OutputStoreUnderTest>): void {
  const never = new AbortController().signal

  const begun = async () => {
    const { outputs, read } = await open()
    const job = jobIn('converting', { owner: randomUUID() })
    const upload = await outputs.begin(job, { name: 'audio', contentType: 'audio/mpeg' })
    const put = (number: number, bytes: Uint8Array) => outputs.putPart(upload, number, bytes, never)
    return { outputs, upload, put, there: () => read(audioKey(job)) }
  }

  it('has parts that S3 takes', async () => {
    expect((await open()).outputs.partSize).toBeGreaterThanOrEqual(enough)
  })

  it('puts the parts together by their numbers, the first one last: nothing is there before', async () => {
    const { outputs, upload, put, there } = await begun()
    const second = await put(2, Buffer.from('end'))
    const first = await put(1, Buffer.alloc(enough, 'a'))
    expect(await there()).toBeUndefined()
    await outputs.complete(upload, [first, second])
    const whole = Buffer.concat([Buffer.alloc(enough, 'a'), Buffer.from('end')])
    expect(whole.equals((await there()) ?? new Uint8Array())).toBe(true)
  })

  it('keeps the outputs of a job apart', async () => {
    const { outputs, read } = await open()
    const job = jobIn('converting', { owner: randomUUID() })
    const names = ['audio', 'peaks-overview', 'peaks-fine'] as const
    for (const name of names) {
      const upload = await outputs.begin(job, { name, contentType: 'application/json' })
      await outputs.complete(upload, [await outputs.putPart(upload, 1, Buffer.from(name), never)])
    }
    const keys = [audioKey(job), peaksKey(job, 'overview'), peaksKey(job, 'fine')]
    const texts = await Promise.all(keys.map(async (key) => Buffer.from((await read(key)) ?? []).toString()))
    expect(texts).toEqual(names)
  })

  it('takes one small part', async () => {
    const { outputs, upload, put, there } = await begun()
    await outputs.complete(upload, [await put(1, Buffer.from('short'))])
    expect(Buffer.from((await there()) ?? [])).toEqual(Buffer.from('short'))
  })

  it('refuses a part before the last that is smaller than S3 takes', async () => {
    const { outputs, upload, put, there } = await begun()
    const parts = [await put(1, Buffer.alloc(enough - 1)), await put(2, Buffer.from('end'))]
    await expect(outputs.complete(upload, parts)).rejects.toThrow()
    expect(await there()).toBeUndefined()
  })

  it('leaves nothing of an upload that was aborted', async () => {
    const { outputs, upload, put, there } = await begun()
    const part = await put(1, Buffer.from('half'))
    await outputs.abort(upload)
    await expect(put(2, Buffer.from('late'))).rejects.toThrow()
    await expect(outputs.complete(upload, [part])).rejects.toThrow()
    expect(await there()).toBeUndefined()
  })

  it('puts nothing for a worker that has given up', async () => {
    const { outputs, upload } = await begun()
    await expect(outputs.putPart(upload, 1, Buffer.from('late'), AbortSignal.abort())).rejects.toThrow()
  })
}
