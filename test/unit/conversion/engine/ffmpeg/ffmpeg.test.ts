import type { Readable } from 'node:stream'
import { runFfmpeg } from '../../../../../lambdas/conversion/engine/ffmpeg/ffmpeg'
import { programAt } from '../../../../support/media'

// biome-ignore format: an option and its value on one line
const tenMegabytes = ['-f', 'lavfi', '-i', 'anullsrc=r=44100:cl=mono', '-t', '120', '-f', 's16le', 'pipe:1']
const never = new AbortController().signal

/** Takes the first piece, and then has seen enough. */
async function takeOne(output: Readable): Promise<void> {
  await output[Symbol.asyncIterator]().next()
}

describe('a run whose reader stops on the way', () => {
  it('goes on to its end, and what is left is thrown away', async () => {
    const { exitCode } = await runFfmpeg({ ffmpeg: programAt(), args: tenMegabytes, signal: never, read: takeOne })
    expect(exitCode).toBe(0)
  })

  it('ends with what the reader throws', async () => {
    const read = async (output: Readable) => {
      await takeOne(output)
      throw new Error('no MP3')
    }
    await expect(runFfmpeg({ ffmpeg: programAt(), args: tenMegabytes, signal: never, read })).rejects.toThrow('no MP3')
  })
})
