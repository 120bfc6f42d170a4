import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../support/temporary-folder'
import { testHome } from './support/cloud'
import { npmStart } from './support/command'
import { decodedSamples, sampleVideo } from './support/media'

/** A user's files. */
const folder = temporaryFolder('once')
function file(name: string, content: string | Buffer = '') {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const refused = join(folder, 'refused.mp3')

async function once(...files: string[]) {
  const command = npmStart(['--once', ...files], testHome)
  const code = await command.ended
  return { code, lastLine: command.said().trim().split('\n').at(-1) ?? '', said: command.said() }
}

describe('npm start -- --once IN OUT.mp3', () => {
  it('makes a gapless MP3 of a file', async () => {
    const video = await sampleVideo({ seconds: 3 })
    const output = join(folder, 'out.mp3')
    expect(await once(video, output)).toMatchObject({ code: 0 })
    expect(await decodedSamples(output)).toBe(await decodedSamples(video))
  })

  it.each([
    ['is missing', () => [join(folder, 'none.mp4'), refused], /^There is no file .*none\.mp4\.$/],
    ['is empty', () => [file('empty.mp4'), refused], /empty\.mp4 is empty/],
    ['is a folder', () => [folder, refused], /is a folder/],
    ['goes to no folder', () => [file('a.mp4', 'x'), join(folder, 'none', 'out.mp3')], /There is no folder/],
    ['goes to a folder', () => [file('a.mp4', 'x'), folder], /is a folder/],
    [
      'is not media',
      () => [file('noise.mp4', Buffer.alloc(100_000, 'noise')), join(folder, 'noise.mp3')],
      /not a video or audio file/,
    ],
  ])('says in a sentence that the file %s, and leaves nothing', async (_, files, sentence) => {
    const [input = '', target = ''] = files()
    const { code, lastLine, said } = await once(input, target)
    expect({ code, lastLine }).toEqual({ code: 1, lastLine: expect.stringMatching(sentence) })
    expect(said).not.toMatch(/^\s+at /m)
    expect(target === folder || !existsSync(target)).toBe(true)
  })

  it('says that a video has no sound', async () => {
    const { code, lastLine } = await once(await sampleVideo({ seconds: 1, audio: false }), join(folder, 'silent.mp3'))
    expect({ code, lastLine }).toEqual({ code: 1, lastLine: expect.stringMatching(/no sound/) })
    expect(existsSync(join(folder, 'silent.mp3'))).toBe(false)
  })

  it('says that it may not write there', async () => {
    const locked = join(folder, 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0o555)
    // Root may write anywhere.
    const target = process.getuid?.() === 0 ? '/proc/out.mp3' : join(locked, 'out.mp3')
    const { code, lastLine } = await once(file('b.mp4', 'x'), target)
    expect({ code, lastLine }).toEqual({
      code: 1,
      lastLine: expect.stringMatching(/may not|cannot|not be written|not writable/i),
    })
  })

  it('shows how it is called', async () => {
    expect(await once('only-one')).toMatchObject({ code: 2, said: expect.stringContaining('--once IN OUT.mp3') })
  })
})
