import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { compilerArguments, encoderPrint } from './encoder-build'
import { givenProgram, installProgram } from './layer-file'
import { bringZig } from './zig'

/** Lambda's arm64 processors are Graviton2 or later; the C library is in the program. */
const machine = ['-target', 'aarch64-linux-musl', '-mcpu=neoverse_n1', '-fno-sanitize=all']

const root = process.cwd()

/**
 * The folder of the encoder's layer, with `bin/slice-encoder` for linux-arm64: made once of its source, kept under `.build/`.
 * Taken from `ENCODER_LAYER_BIN` if that names one.
 *
 * @throws Error with a sentence that says what to do when there is no compiler to be had, or with what it says
 */
export const encoderLayerFolder = (): string => {
  const given = givenProgram('ENCODER_LAYER_BIN')
  const print = encoderPrint(root, ...machine).slice(0, 12)
  const folder = join(root, '.build', 'layers', `encoder-${given ? 'given' : print}`)
  const binary = join(folder, 'bin', 'slice-encoder')
  if (given || !existsSync(binary)) {
    mkdirSync(join(folder, 'bin'), { recursive: true })
    if (given) installProgram(given, binary)
    else {
      const zig = bringZig(root, 'A compiler for the Lambda layer, unless ENCODER_LAYER_BIN says where its program is')
      const made = `${binary}.${process.pid}`
      execFileSync(zig, ['cc', ...compilerArguments(root, machine, made)], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      renameSync(made, binary)
    }
  }
  return folder
}
