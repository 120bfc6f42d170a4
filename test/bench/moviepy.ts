import { join } from 'node:path'
import { pathsUnder } from '../../local/paths'
import { ensureVenv, venvPython } from '../../local/python'
import { type Cost, meter, runProgram, timed } from './engine-run'

/** At the engine's settings: by default it writes 44.1 kHz. It takes its ffmpeg from the environment. */
const script = `
import sys
from moviepy import AudioFileClip
with AudioFileClip(sys.argv[1]) as sound:
    sound.write_audiofile(sys.argv[2], fps=48000, bitrate='192k', codec='libmp3lame', logger=None)
`

/** Makes an environment with moviepy, once, and gives what converts a file with it. */
export async function installMoviepy(ffmpeg: string, folder: string) {
  const paths = pathsUnder()
  const own = { ...paths, venv: join(paths.home, 'moviepy'), requirements: join(paths.root, 'test/bench/moviepy.txt') }
  await ensureVenv(own)
  const python = meter(venvPython(own), folder, { FFMPEG_BINARY: ffmpeg, IMAGEIO_FFMPEG_EXE: ffmpeg })
  return (input: string): Promise<Cost> =>
    timed(python, () => runProgram(python.program, ['-c', script, input, join(folder, 'moviepy.mp3')]))
}
