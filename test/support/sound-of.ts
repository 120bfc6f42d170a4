import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ffmpegPath } from './media'

const run = promisify(execFile)

/** MD5 of the samples that ffmpeg decodes of a track of audio (0-based): equal when they sound the same, to the sample. */
export async function soundOf(path: string, track = 0): Promise<string> {
  const args = ['-nostdin', '-v', 'error', '-i', path, '-map', `0:a:${track}`, '-c:a', 'pcm_s32le', '-f', 'md5', '-']
  return (await run(ffmpegPath(), args)).stdout.trim()
}

/** What ffmpeg says about a file: tags, chapters and streams. */
export async function described(path: string): Promise<string> {
  const { stderr } = await run(ffmpegPath(), ['-nostdin', '-hide_banner', '-i', path, '-f', 'null', '-t', '0', '-'])
  return stderr
}
