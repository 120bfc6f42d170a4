import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { requireFit } from './function-image'
import { givenProgram, installProgram } from './layer-file'
import { type Wheel, withWheel } from './wheel'

/** A wheel with an ffmpeg for linux-arm64 that needs glibc alone, for every deployer's platform. */
const wheel: Wheel = {
  requirement: 'imageio-ffmpeg==0.8.1',
  platform: 'manylinux_2_28_aarch64',
  sha256: 'fad3176f859b25869e60a8ed79957d4e3ed74a97a95e5f0cdcb91455f6c6d00e',
}

const root = process.cwd()

/**
 * The folder of the ffmpeg layer, with `bin/ffmpeg` for linux-arm64: brought once, kept under `.build/`.
 * Taken from `FFMPEG_LAYER_BIN` if that names one, else from PyPI.
 *
 * @throws Error with a sentence that says what to do when there is none to be had.
 */
export function ffmpegLayerFolder(): string {
  const given = givenProgram('FFMPEG_LAYER_BIN')
  const folder = join(root, '.build', 'layers', `ffmpeg-${given ? 'given' : wheel.sha256.slice(0, 12)}`)
  const binary = join(folder, 'bin', 'ffmpeg')
  if (given || !existsSync(binary)) {
    mkdirSync(join(folder, 'bin'), { recursive: true })
    if (given) installProgram(given, binary)
    else withWheel(wheel, root, 'An ffmpeg for the Lambda layer, unless FFMPEG_LAYER_BIN says where one is', install)
  }
  return folder

  function install(files: string): void {
    const binaries = join(files, 'imageio_ffmpeg', 'binaries')
    const name = readdirSync(binaries).find((entry) => entry.startsWith('ffmpeg-linux-aarch64'))
    const program = join(binaries, name ?? '')
    requireFit(`The ffmpeg of ${wheel.requirement}`, program)
    installProgram(program, binary)
  }
}
