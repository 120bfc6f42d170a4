import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findFfmpeg } from '../../../local/engine/find-ffmpeg'
import { temporaryFolder } from '../../support/temporary-folder'

interface Video {
  readonly seconds: number
  readonly name?: string
  readonly audio?: boolean
}

/** Makes a small MP4 in a new folder. @returns its path */
export async function sampleVideo({ seconds, name = 'sample.mp4', audio = true }: Video): Promise<string> {
  const path = join(temporaryFolder('e2e'), name)
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=12:duration=${seconds}`]
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`]
  const codecs = ['-c:v', 'mpeg4', ...(audio ? ['-c:a', 'aac', '-ac', '2'] : [])]
  await run(['-v', 'error', ...picture, ...(audio ? sound : []), ...codecs, path])
  return path
}

/** Makes a WAV of 176,400 bytes a second at `path`. */
export async function sampleSound(path: string, seconds: number): Promise<void> {
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`]
  await run(['-v', 'error', ...sound, '-ac', '2', '-c:a', 'pcm_s16le', path])
}

/** Samples per channel that a player plays, without encoder delay and padding. */
export async function decodedSamples(path: string): Promise<number> {
  const pcm = await run(['-v', 'error', '-i', path, '-map', '0:a:0', '-f', 's16le', '-ac', '1', 'pipe:1'])
  return pcm.length / 2
}

async function run(args: readonly string[]): Promise<Buffer> {
  const child = spawn(findFfmpeg(process.cwd()), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
  return Buffer.concat(output)
}
