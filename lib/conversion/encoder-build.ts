import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the encoder's own source and LAME's are, below the project's folder. */
const folder = 'lambdas/conversion/encoder'

/** What a C compiler is called with, in the project's folder. @param machine options that say for which machine */
export const compilerArguments = (root: string, machine: readonly string[], output: string): string[] => [
  // As LAME's own configure has it; what could come in that is no number is left out before (slice-encoder.c).
  ...['-std=gnu11', '-O3', '-ffast-math', '-DNDEBUG', '-DHAVE_CONFIG_H', '-w'],
  ...machine,
  ...[`-I${folder}`, `-I${folder}/lame`],
  ...sourcesIn(root).filter((path) => path.endsWith('.c')),
  ...['-lm', '-s', '-o', output],
]

/** Names what the encoder is made from and how. */
export const encoderPrint = (root: string, ...more: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const path of sourcesIn(root)) hash.update(path).update(readFileSync(join(root, path)))
  for (const text of [...compilerArguments(root, [], ''), ...more]) hash.update(text).update('\0')
  return hash.digest('hex')
}

const sourcesIn = (root: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[ch]$/.test(path))
    .map((path) => join(folder, path))
    .sort()
