import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from './errors'
import type { Paths } from './paths'
import { run } from './processes'

/** Seconds. */
const soundSeconds = 12

/** A short video with a chord, made once with the ffmpeg at hand. Returns its path. */
export async function sampleVideo(paths: Pick<Paths, 'samples'>, ffmpeg: string): Promise<string> {
  const file = join(paths.samples, 'sample.mp4')
  if (existsSync(file)) return file
  mkdirSync(paths.samples, { recursive: true })
  const draft = join(paths.samples, `draft-${process.pid}.mp4`)
  const tone = (hertz: number) => [
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=${hertz}:sample_rate=44100:duration=${soundSeconds}`,
  ]
  const { code, stderr } = await run(ffmpeg, [
    ...['-nostdin', '-v', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=24:duration=${soundSeconds}`],
    ...[220, 277.18, 329.63].flatMap(tone),
    ...['-filter_complex', `[1][2][3]amix=inputs=3,volume=2,afade=t=in:d=1,afade=t=out:st=${soundSeconds - 2}:d=2[a]`],
    ...[
      '-map',
      '0:v',
      '-map',
      '[a]',
      '-c:v',
      'mpeg4',
      '-b:v',
      '300k',
      '-c:a',
      'aac',
      '-b:a',
      '128k',
      '-ac',
      '2',
      draft,
    ],
  ])
  if (code !== 0) {
    rmSync(draft, { force: true })
    throw new UserError(`The sample video could not be made with ${ffmpeg}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
  }
  renameSync(draft, file)
  return file
}
