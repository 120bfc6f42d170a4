import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFfmpeg } from '../../local/engine/find-ffmpeg'

const run = promisify(execFile)

export interface Film {
  readonly path: string
  readonly bytes: number
  /** Of the packets of its audio, without any container. */
  readonly audioBytes: number
}

/**
 * A video in H.264 of 8.5 Mb/s, most of it noise, with AAC of 128 kb/s: one minute of picture, again and again, and sound that never repeats.
 * 20 minutes of it are 1.2 GiB.
 */
export async function makeFilm(folder: string, minutes: number): Promise<Film> {
  const ffmpeg = (...args: string[]) => run(findFfmpeg(process.cwd()), ['-nostdin', '-v', 'error', '-y', ...args])
  const [picture, sound, raw] = ['picture.mp4', 'sound.m4a', 'sound.raw'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const path = join(folder, `film-${minutes}.mp4`)
  const rate = ['-b:v', '8.5M', '-minrate', '8.5M', '-maxrate', '8.5M', '-bufsize', '4M']
  const noise = 'testsrc2=size=640x360:rate=25:duration=60,noise=alls=60:allf=t'
  await ffmpeg('-f', 'lavfi', '-i', noise, '-c:v', 'libx264', '-preset', 'ultrafast', ...rate, picture)
  const tone = `anoisesrc=color=pink:sample_rate=48000:duration=${minutes * 60},aformat=channel_layouts=stereo`
  await ffmpeg('-f', 'lavfi', '-i', tone, '-c:a', 'aac', '-b:a', '128k', sound)
  await ffmpeg('-i', sound, '-c', 'copy', '-f', 'data', '-map', '0:a', raw)
  const again = ['-stream_loop', String(minutes - 1), '-i', picture]
  await ffmpeg(...again, '-i', sound, '-map', '0:v', '-map', '1:a', '-c', 'copy', path)
  const [film, audio] = [await stat(path), await stat(raw)]
  await Promise.all([picture, sound, raw].map((file) => rm(file)))
  return { path, bytes: film.size, audioBytes: audio.size }
}
