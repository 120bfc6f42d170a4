import { damagesOf, singles, sourceNames } from '../../../support/damage'
import { ffmpegPath, withDirectory } from '../../../support/media'
import { type Combination, makeCombination, nameOf, soundSeconds } from '../../../support/media-matrix'
import { type Result, share, tryAll } from '../../../support/outcomes'

jest.setTimeout(120_000)

/** Which share of `test/full/engine` is tried here. */
const seed = Number(process.env.SEED ?? 1)

function problemsOf(results: readonly Result[]) {
  return results
    .filter(({ problem }) => problem)
    .map(({ trial, problem }) => `${trial.source}, ${trial.damage}: ${problem}`)
}

test('a share of all damaged files ends with verified audio or a right reason', () =>
  withDirectory(async (directory) => {
    const sources = share(sourceNames, 4, seed)
    const files = (await Promise.all(sources.map((source) => damagesOf(source, directory)))).flat()
    expect(problemsOf(await tryAll(share(files, 20, seed), directory))).toEqual([])
  }))

test('files that are broken in a way of their own end with verified audio or a right reason', () =>
  withDirectory(async (directory) => {
    expect(problemsOf(await tryAll(share(await singles(directory), 14, seed), directory))).toEqual([])
  }))

test('the usual codecs of each container become audio of the same length', () =>
  withDirectory(async (directory) => {
    const usual: Combination[] = [
      { container: 'mp4', codec: 'aac', layout: '5.1', index: 'fragmented' },
      { container: 'mov', codec: 'pcm_s24le', layout: 'stereo', index: 'first' },
      { container: '3gp', codec: 'aac', layout: 'mono', index: 'last' },
      { container: 'mkv', codec: 'ac3', layout: '5.1', index: 'last' },
      { container: 'webm', codec: 'libopus', layout: 'stereo', index: 'last' },
      { container: 'avi', codec: 'libmp3lame', layout: 'stereo', index: 'last' },
      { container: 'ts', codec: 'mp2', layout: 'stereo', index: 'last' },
      { container: 'flv', codec: 'aac', layout: 'mono', index: 'last' },
      { container: 'ogg', codec: 'flac', layout: 'stereo', index: 'last' },
      { container: 'wmv', codec: 'wmav2', layout: 'stereo', index: 'last' },
    ]
    for (const combination of usual) {
      const path = await makeCombination(ffmpegPath(), combination, directory)
      if (!path) throw new Error(`ffmpeg does not make ${nameOf(combination)}`)
      const trial = {
        source: combination.container,
        damage: nameOf(combination),
        path,
        expected: ['ok'],
        seconds: soundSeconds,
      }
      expect(problemsOf(await tryAll([trial], directory))).toEqual([])
    }
  }))
