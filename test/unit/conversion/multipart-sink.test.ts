import { multipartSink } from '../../../lambdas/conversion/multipart-sink'
import { audioKey } from '../../../lambdas/jobs/domain'
import { memoryAudioStore, memoryOutputStore, recordingLog, silentLog } from '../../support/in-memory'
import { jobIn } from '../../support/jobs'

const job = jobIn('converting')
const description = { name: 'audio', contentType: 'audio/mpeg' } as const
const megabyte = 1024 * 1024

async function room() {
  const audio = memoryAudioStore()
  const store = memoryOutputStore(audio)
  const put = jest.spyOn(store, 'putPart')
  const open = () => multipartSink(store, job, silentLog).open(description)
  return {
    store,
    put,
    open,
    numbers: () => put.mock.calls.map(([, number]) => number),
    object: () => audio.get(audioKey(job)),
  }
}

/** Bytes that tell where they are. */
function bytesOf(length: number) {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, index) => index).buffer)
}

describe('an output on its way', () => {
  it.each([3, 65536, 6 * megabyte])('arrives as written, in pieces of %i bytes', async (piece) => {
    const { open, object } = await room()
    const bytes = bytesOf(piece === 3 ? 3000 : 12 * megabyte)
    const output = await open()
    for (let at = 0; at < bytes.length; at += piece) await output.write(bytes.subarray(at, at + piece))
    await output.finish()
    expect(Buffer.from(object() ?? []).equals(bytes)).toBe(true)
  })

  it('is sent while it is made, but for what is known at the end', async () => {
    const { open, put, numbers, object } = await room()
    const output = await open()
    await output.write(Buffer.from('ID3'))
    await output.reserve(4)
    await output.write(bytesOf(17 * megabyte))
    await new Promise(setImmediate)
    expect(numbers()).toEqual([2, 3])
    expect(object()).toBeUndefined()

    await output.finish(Buffer.from('Info'))
    expect(numbers()).toEqual([2, 3, 4, 1])
    expect(put.mock.calls.map(([, , { length }]) => length / megabyte)).toEqual([5, 5, 2 + 7 / megabyte, 5])
    const whole = Buffer.concat([Buffer.from('ID3Info'), bytesOf(17 * megabyte)])
    expect(Buffer.from(object() ?? []).equals(whole)).toBe(true)
  })

  it('has room across two parts, as behind a large picture', async () => {
    const { open, numbers, object } = await room()
    const output = await open()
    const picture = Buffer.alloc(5 * megabyte - 2, 'p')
    await output.write(picture)
    await output.reserve(4)
    await output.write(Buffer.alloc(11 * megabyte, 'a'))
    await output.finish(Buffer.from('Xing'))
    expect(numbers()).toEqual([3, 4, 1, 2])
    const whole = Buffer.concat([picture, Buffer.from('Xing'), Buffer.alloc(11 * megabyte, 'a')])
    expect(Buffer.from(object() ?? []).equals(whole)).toBe(true)
  })

  it('is not finished with other than what room was left for', async () => {
    const { open, object } = await room()
    const output = await open()
    await output.reserve(4)
    await expect(output.finish(Buffer.from('LAME3'))).rejects.toThrow(RangeError)
    await expect(output.finish()).rejects.toThrow(RangeError)
    expect(object()).toBeUndefined()
  })

  it('leaves nothing when it is aborted, after what is on its way has ended', async () => {
    const { store, open, put, object } = await room()
    const [output, order] = [await open(), [] as string[]]
    put.mockImplementation(
      (_upload, _number, _bytes, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () =>
            setImmediate(() => {
              order.push('part')
              reject(signal.reason)
            }),
          ),
        ),
    )
    const abort = store.abort.bind(store)
    jest.spyOn(store, 'abort').mockImplementation((upload) => {
      order.push('upload')
      return abort(upload)
    })
    await output.write(bytesOf(6 * megabyte))
    await output.abort()
    expect(order).toEqual(['part', 'upload'])
    expect(store.open.size).toBe(0)
    expect(object()).toBeUndefined()
  })

  it('tells of a part that did not arrive, and then leaves nothing', async () => {
    const { store, open, put } = await room()
    const output = await open()
    put.mockRejectedValueOnce(new Error('S3 is away'))
    const writing = async () => {
      for (let piece = 0; piece < 3; piece += 1) await output.write(bytesOf(6 * megabyte))
      await output.finish()
    }
    await expect(writing()).rejects.toThrow('S3 is away')
    await output.abort()
    expect(store.open.size).toBe(0)
  })

  it('stays when it is finished, even after a later abort', async () => {
    const { open, object } = await room()
    const output = await open()
    await output.write(Buffer.from('ID3'))
    await output.finish()
    await output.abort()
    expect(object()).toEqual(Buffer.from('ID3'))
  })

  it('says when parts may be left', async () => {
    const { store } = await room()
    const log = recordingLog()
    const output = await multipartSink(store, job, log).open(description)
    jest.spyOn(store, 'abort').mockRejectedValueOnce(new Error('S3 is away'))
    await output.abort()
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { job: job.id } }])
  })
})
