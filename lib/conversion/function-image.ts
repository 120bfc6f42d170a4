import { existsSync, readFileSync } from 'node:fs'
import { type ElfNeeds, readElf } from './elf'

/** What Amazon Linux 2023 has, the system of Node's runtime on Lambda: glibc 2.34, and libgcc of GCC 11. */
const image = {
  interpreter: '/lib/ld-linux-aarch64.so.1',
  libraries: [
    'ld-linux-aarch64.so.1',
    'libc.so.6',
    'libdl.so.2',
    'libgcc_s.so.1',
    'libm.so.6',
    'libpthread.so.0',
    'librt.so.1',
    'libutil.so.1',
  ],
  versions: { GLIBC: [2, 34], GCC: [11, 0] },
} as const

/**
 * Makes sure that a function can start a program.
 *
 * @param what names it, as the beginning of a sentence
 * @throws Error with a sentence that says why it cannot
 */
export function requireFit(what: string, path: string): void {
  if (!isArm64(path)) throw new Error(`${what} is not a program for linux-arm64.`)
  const problem = misfit(needsOf(what, path))
  if (problem !== undefined)
    throw new Error(
      `${what} does not start on AWS Lambda: it needs ${problem}. Name a program that is linked statically, or against glibc ${image.versions.GLIBC.join('.')} or older.`,
    )
}

/** ELF header: magic, and machine 183 (EM_AARCH64) at offset 18. */
function isArm64(path: string): boolean {
  if (!existsSync(path)) return false
  const header = readFileSync(path).subarray(0, 64)
  return header.length === 64 && header.readUInt32BE(0) === 0x7f454c46 && header.readUInt16LE(18) === 183
}

function needsOf(what: string, path: string): ElfNeeds {
  try {
    return readElf(readFileSync(path))
  } catch (error) {
    throw new Error(`${what} is damaged: it does not have all that its header tells of.`, { cause: error })
  }
}

/** What Amazon Linux 2023 does not have of what a program needs. */
export function misfit({ interpreter, libraries, versions }: ElfNeeds): string | undefined {
  if (interpreter !== undefined && interpreter !== image.interpreter)
    return `${interpreter}, while Amazon Linux 2023 loads programs with ${image.interpreter}`
  const library = libraries.find((name) => !image.libraries.some((known) => known === name))
  if (library !== undefined) return `${library}, which Amazon Linux 2023 does not have`
  const version = versions.find((name) => !isThere(name))
  return version && `${version}, which is newer than what Amazon Linux 2023 has`
}

/**
 * Nobody promises what is private to glibc, but the ffmpeg of the wheel has some of it, of the resolver: it was linked with glibc 2.28,
 * and starts with 2.36 (test/full/layers).
 */
const unpromised = 'GLIBC_PRIVATE'

function isThere(version: string): boolean {
  if (version === unpromised) return true
  const [, kind = '', major, minor = '0'] = /^([A-Z]+)_(\d+)(?:\.(\d+))?/.exec(version) ?? []
  if (kind !== 'GLIBC' && kind !== 'GCC') return false
  const [mostMajor, mostMinor] = image.versions[kind]
  return Number(major) < mostMajor || (Number(major) === mostMajor && Number(minor) <= mostMinor)
}
