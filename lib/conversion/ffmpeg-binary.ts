import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A wheel that carries a static ffmpeg for linux-arm64, whatever the deployer's own platform is. */
const wheel = {
  requirement: 'imageio-ffmpeg==0.8.1',
  platform: 'manylinux_2_28_aarch64',
  sha256: 'fad3176f859b25869e60a8ed79957d4e3ed74a97a95e5f0cdcb91455f6c6d00e',
}

const root = process.cwd()

/**
 * The folder of the ffmpeg layer, with `bin/ffmpeg` for linux-arm64: brought once, kept under `.build/`.
 * Taken from `FFMPEG_LAYER_BIN`, else from `ffmpeg-static` if it was installed for that platform, else from PyPI.
 *
 * @throws Error with a sentence that says what to do when there is none to be had.
 */
export const ffmpegLayerFolder = (): string => {
  const given = process.env.FFMPEG_LAYER_BIN
  if (given && !isArm64Program(given)) throw new Error(`FFMPEG_LAYER_BIN=${given} is not a program for linux-arm64.`)
  const folder = join(root, '.build', 'layers', `ffmpeg-${given ? 'given' : wheel.sha256.slice(0, 12)}`)
  const binary = join(folder, 'bin', 'ffmpeg')
  if (given || !existsSync(binary)) {
    mkdirSync(join(folder, 'bin'), { recursive: true })
    const fromNpm = join(root, 'node_modules', 'ffmpeg-static', 'ffmpeg')
    if (given) install(given, binary)
    else if (isArm64Program(fromNpm)) install(fromNpm, binary)
    else fromWheel((path) => install(path, binary))
  }
  return folder
}

const install = (from: string, to: string): void => {
  const temporary = `${to}.${process.pid}`
  copyFileSync(from, temporary)
  chmodSync(temporary, 0o755)
  renameSync(temporary, to)
}

const fromWheel = (use: (binary: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-layer-'))
  try {
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', '--no-deps']
    python([...pip, '--platform', wheel.platform, '--dest', folder, wheel.requirement])
    const [file] = readdirSync(folder)
    const path = join(folder, file ?? '')
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    if (sha256 !== wheel.sha256)
      throw new Error(`The ffmpeg that was downloaded is not the expected one: its SHA-256 is ${sha256}.`)
    python(['-m', 'zipfile', '-e', path, folder])
    const binaries = join(folder, 'imageio_ffmpeg', 'binaries')
    const name = readdirSync(binaries).find((entry) => entry.startsWith('ffmpeg-linux-aarch64'))
    use(join(binaries, name ?? ''))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The local cloud's Python if it is there: it has pip for certain. */
const python = (args: readonly string[]): void => {
  const own = join(root, '.audiolift', 'venv', 'bin', 'python')
  try {
    execFileSync(existsSync(own) ? own : 'python3', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new Error(
      'The ffmpeg for the Lambda layer could not be brought: it takes Python 3.10 or newer with pip, and PyPI. ' +
        'Or say where a linux-arm64 ffmpeg is: FFMPEG_LAYER_BIN=/path/to/ffmpeg.',
      { cause: error },
    )
  }
}

/** ELF header: magic, and machine 183 (EM_AARCH64) at offset 18. */
const isArm64Program = (path: string): boolean => {
  if (!existsSync(path)) return false
  const header = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, 20, 0)
  } finally {
    closeSync(file)
  }
  return header.readUInt32BE(0) === 0x7f454c46 && header.readUInt16LE(18) === 183
}
