import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { expectedPath } from '../../../cli/convert/convert-one'
import { readInputs, readOutput } from '../../../cli/convert/inputs'
import { safeName } from '../../../cli/convert/names'
import { folder } from './world'

it.each([
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['/etc/cron.d/x.mp3', 'x.mp3'],
  ['.bashrc', 'bashrc'],
  ['..', 'audio'],
  ['', 'audio'],
  ['a\u0000b\u001b[2J\u202e.mp3', 'ab[2J.mp3'],
  ['-rf.mp3', 'rf.mp3'],
  ['con.mp3', 'audio'],
  ['what? "this": a|b.mp3', 'what_ _this__ a_b.mp3'],
  ['Café – один.mp3', 'Café – один.mp3'],
])('makes %j fit to be a file name', (name, safe) => {
  expect(safeName(name)).toBe(safe)
})

it('never leaves the folder, for any name from a server, and is short enough for any disk', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
      const safe = safeName(name)
      expect(basename(join('/folder', safe))).toBe(safe)
      expect(join('/folder', safe)).toBe(`/folder/${safe}`)
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(206)
      expect(safe).not.toMatch(/^[.-]|^$|\p{C}/u)
    }),
  )
})

describe('where the audio goes', () => {
  const place = () => {
    const directory = folder()
    mkdirSync(join(directory, 'talks', 'deep'), { recursive: true })
    mkdirSync(join(directory, 'out'))
    for (const name of ['a.mp4', 'b.v2.mkv', 'talks/c.MOV', 'talks/deep/d.mp4', 'talks/e.mp3', 'talks/.hidden.mp4'])
      writeFileSync(join(directory, name), '')
    return directory
  }
  const pathsOf = async (operands: string[], output?: string, format: 'mp3' | 'flac' = 'mp3') => {
    const directory = place()
    const inputs = await readInputs(operands, output, directory)
    return inputs.map((input) => expectedPath(input, { format })?.slice(directory.length + 1))
  }

  it('is beside the video, that of an address in the working directory', async () => {
    expect(await pathsOf(['a.mp4', 'b.v2.mkv', 'talks'])).toEqual([
      'a.mp3',
      'b.v2.mp3',
      'talks/c.mp3',
      'talks/deep/d.mp3',
    ])
    expect(await readInputs(['https://example.org/x.mp4'], undefined, '/here')).toEqual([
      expect.objectContaining({ kind: 'url', place: { folder: '/here' } }),
    ])
  })

  it('is a folder or a file that was asked for', async () => {
    expect(await pathsOf(['a.mp4', 'talks'], 'out', 'flac')).toEqual(['out/a.flac', 'out/c.flac', 'out/deep/d.flac'])
    expect(await pathsOf(['a.mp4'], 'new/')).toEqual(['new/a.mp3'])
    expect(await pathsOf(['a.mp4'], 'my.song.m4a')).toEqual(['my.song.m4a'])
    expect(await readOutput('new/file.mp3', '/here')).toEqual({ file: '/here/new/file.mp3', folder: '/here/new' })
  })

  it('cannot be one file for several, and what is not there cannot be converted', async () => {
    await expect(pathsOf(['a.mp4', 'b.v2.mkv'], 'one.mp3')).rejects.toThrow('is not a folder')
    await expect(pathsOf(['talks'], 'one.mp3')).rejects.toThrow('is not a folder')
    await expect(pathsOf(['missing.mp4'])).rejects.toThrow('There is no file missing.mp4')
  })
})
