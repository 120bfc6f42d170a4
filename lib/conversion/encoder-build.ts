import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changedFiles, definition, functionsOf, withFunctions } from './encoder-source'
import { lamePackage } from './lame'

/** What we wrote of the encoder, below the project's folder. */
const folder = 'lambdas/conversion/encoder'

/** Decodes MP3, which the encoder does not. */
const leftOut = 'mpglib_interface.c'

/** What the encoder is compiled from. */
export interface EncoderSource {
  /** The C files, ours as seen from the project's folder. */
  readonly files: readonly string[]
  /** Folders of headers. */
  readonly headers: readonly string[]
}

/**
 * Puts our functions into copies of LAME's files, and names all files there are to compile.
 *
 * @param lame LAME's source
 * @param changed where the copies go
 * @throws Error when a function of ours finds no place
 */
export function prepareSource(root: string, lame: string, changed: string): EncoderSource {
  const library = join(lame, 'libmp3lame')
  const files = readdirSync(library).filter((file) => file.endsWith('.c') && file !== leftOut)
  writeChanged(root, library, changed)
  return {
    files: [join(folder, 'slice-encoder.c'), ...files.map((file) => join(isChanged(file) ? changed : library, file))],
    headers: [folder, join(lame, 'include'), library],
  }
}

/** What a C compiler is called with, in the project's folder. @param machine options that say for which machine */
export function compilerArguments(
  { files, headers }: EncoderSource,
  machine: readonly string[],
  output: string,
): string[] {
  return [...options, ...machine, ...headers.map((header) => `-I${header}`), ...files, ...['-lm', '-s', '-o', output]]
}

/**
 * As LAME's own configure sets it, but without fused multiplication and addition: that brings no speed, and with it, encoders of
 * 48 kHz mono at 64 kb/s did not come to the same state. Samples that are not numbers are removed before (slice-encoder.c).
 */
const options = ['-std=gnu11', '-O3', '-ffast-math', '-ffp-contract=off', '-DNDEBUG', '-DHAVE_CONFIG_H', '-w']

function isChanged(file: string): boolean {
  return changedFiles.some((name) => name === file)
}

function writeChanged(root: string, library: string, changed: string): void {
  const ours = functionsOf(readFileSync(join(root, folder, 'loops.c'), 'utf8'))
  const places: string[] = []
  mkdirSync(changed, { recursive: true })
  for (const file of changedFiles) {
    const source = readFileSync(join(library, file), 'utf8')
    writeFileSync(
      join(changed, file),
      withFunctions(source, ours, (name) => places.push(name)),
    )
  }
  const missing = [...ours.keys()].filter((name) => !places.includes(name))
  if (missing.length > 0) throw new Error(`LAME has no ${missing.join(', ')}: is this ${lamePackage.name}?`)
}

/** Names what the encoder is made from and how. */
export function encoderPrint(root: string, ...more: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(join(root, folder)).sort()) {
    hash.update(file).update(readFileSync(join(root, folder, file)))
  }
  for (const text of [lamePackage.integrity, ...changedFiles, definition.source, ...options, ...more])
    hash.update(text).update('\0')
  return hash.digest('hex')
}
