import { rm } from 'node:fs/promises'
import { ffmpegPath, withDirectory } from '../../support/media'
import {
  containerNames,
  encoders,
  expand,
  makeCombination,
  nameOf,
  secondsIn,
  soundSeconds,
} from '../../support/media-matrix'
import { type Result, table, tryAll } from '../../support/outcomes'

const all: Result[] = []
afterAll(() => console.log(table(all)))

test.each(containerNames)('%s with every codec that goes into it, in mono, stereo and 5.1', (container) =>
  withDirectory(async (directory) => {
    const ffmpeg = ffmpegPath()
    const results: Result[] = []
    for (const codec of await encoders(ffmpeg)) {
      for (const combination of await expand(ffmpeg, container, codec, directory)) {
        const path = await makeCombination(ffmpeg, combination, directory)
        if (!path) continue
        // MPEG-TS accepts every codec without naming it; MOV counts some samples wrongly.
        const seconds = await secondsIn(ffmpeg, path)
        const trial = {
          source: `${container}, ${codec}`,
          damage: nameOf(combination),
          path,
          expected: seconds === undefined ? ['no-audio', 'unsupported-codec', 'corrupt'] : ['ok'],
          seconds: seconds !== undefined && Math.abs(seconds - soundSeconds) > soundSeconds ? seconds : soundSeconds,
        }
        results.push(...(await tryAll([trial], directory)))
        await rm(path)
      }
    }
    all.push(...results)
    const problems = results.filter(({ problem }) => problem)
    expect(problems.map(({ trial, problem }) => `${trial.damage}: ${problem}`)).toEqual([])
  }),
)
