import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { compilerArguments, encoderPrint, prepareSource } from './encoder-build'
import { requireFit } from './function-image'
import { bringLame } from './lame'
import { givenProgram, installProgram } from './layer-file'
import { bringZig, compileWithZig } from './zig'

/** Lambda's arm64 processors are Graviton2 or later; the C library is in the program. */
const machine = ['-target', 'aarch64-linux-musl', '-mcpu=neoverse_n1', '-fno-sanitize=all']

const root = process.cwd()

const orName = ' (or name a program of your own in ENCODER_LAYER_BIN)'

/**
 * The folder of the encoder's layer, with `bin/slice-encoder` for linux-arm64: made once of its source, kept under `.build/`.
 * Taken from `ENCODER_LAYER_BIN` if that names one.
 *
 * @throws Error with a sentence that says what to do when there is no compiler to be had, or with what it says
 */
export function encoderLayerFolder(): string {
  const given = givenProgram('ENCODER_LAYER_BIN')
  const print = encoderPrint(root, ...machine).slice(0, 12)
  const folder = join(root, '.build', 'layers', `encoder-${given ? 'given' : print}`)
  const binary = join(folder, 'bin', 'slice-encoder')
  if (given || !existsSync(binary)) {
    mkdirSync(join(folder, 'bin'), { recursive: true })
    if (given) installProgram(given, binary)
    else {
      const zig = bringZig(root, `The compiler for the encoder's layer${orName}`)
      const lame = bringLame(root, `LAME for the encoder's layer${orName}`)
      const made = `${binary}.${process.pid}`
      const args = compilerArguments(prepareSource(root, lame, `${folder}-source`), machine, made)
      compileWithZig(zig, root, args, `The encoder's layer could not be compiled${orName}`)
      requireFit('The MP3 encoder', made)
      renameSync(made, binary)
    }
  }
  return folder
}
