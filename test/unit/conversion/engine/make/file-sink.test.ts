import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileSink } from '../../../../../lambdas/conversion/engine'
import { withDirectory } from '../../../../support/media'

const description = { name: 'audio', contentType: 'audio/mpeg' } as const

test('a file is there when it is whole, not before', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'out.mp3')
    await writeFile(path, 'old')
    const output = await fileSink({ audio: path }).open(description)
    await output.write(Buffer.from('ID3'))
    await output.reserve(4)
    await output.write(Buffer.from('audio'))
    expect(await readFile(path, 'utf8')).toBe('old')
    await output.finish(Buffer.from('Info'))
    await output.abort()
    expect(await readFile(path, 'utf8')).toBe('ID3Infoaudio')
    expect(await readdir(directory)).toEqual(['out.mp3'])
  }))

test('a file that is aborted leaves nothing', () =>
  withDirectory(async (directory) => {
    const output = await fileSink({ audio: join(directory, 'out.mp3') }).open(description)
    await output.write(Buffer.from('ID3'))
    await output.reserve(4)
    await expect(output.finish(Buffer.from('much too long'))).rejects.toThrow(RangeError)
    await output.abort()
    expect(await readdir(directory)).toEqual([])
  }))
