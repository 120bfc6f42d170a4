import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readElf } from '../../../../lib/conversion/elf'
import { requireFit } from '../../../../lib/conversion/function-image'
import { type ElfOptions, makeElf } from '../../../support/elf'

const interpreter = '/lib/ld-linux-aarch64.so.1'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audiolift-elf-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function check(bytes: Buffer): void {
  const path = join(folder, 'program')
  writeFileSync(path, bytes)
  requireFit('FFMPEG_LAYER_BIN=ffmpeg', path)
}

it('reads what a program needs of its system', () => {
  const libraries = { 'libgcc_s.so.1': ['GCC_3.0'], 'libc.so.6': ['GLIBC_2.17', 'GLIBC_2.28'] }
  expect(readElf(makeElf({ interpreter, libraries }))).toEqual({
    interpreter,
    libraries: ['libgcc_s.so.1', 'libc.so.6'],
    versions: ['GCC_3.0', 'GLIBC_2.17', 'GLIBC_2.28'],
  })
})

const onGlibc = process.report?.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }
const whereGlibc = onGlibc?.header?.glibcVersionRuntime ? it : it.skip

whereGlibc('reads what this Node needs', () => {
  const { interpreter: loader, libraries, versions } = readElf(readFileSync(process.execPath))
  expect(loader).toMatch(/\/ld-linux/)
  expect(libraries).toContain('libc.so.6')
  expect(versions).toContainEqual(expect.stringMatching(/^GLIBC_2\.\d+$/))
})

it.each<[string, ElfOptions]>([
  ['brings all that it needs', {}],
  ['was linked against older libraries', { interpreter, libraries: { 'libc.so.6': ['GLIBC_2.17', 'GLIBC_2.34'] } }],
  ['needs libgcc', { interpreter, libraries: { 'libgcc_s.so.1': ['GCC_4.2.0'], 'libm.so.6': ['GLIBC_2.29'] } }],
])('a program fits that %s', (_, options) => {
  expect(() => check(makeElf(options))).not.toThrow()
})

it.each<[string, ElfOptions, RegExp]>([
  [
    'a newer glibc',
    { interpreter, libraries: { 'libc.so.6': ['GLIBC_2.17', 'GLIBC_2.38'] } },
    /GLIBC_2\.38, which is newer/,
  ],
  ['another library', { interpreter, libraries: { 'libx264.so.164': [] } }, /libx264\.so\.164, which Amazon/],
  ['another C library', { interpreter: '/lib/ld-musl-aarch64.so.1' }, /ld-musl-aarch64\.so\.1, while Amazon/],
  [
    'symbols of an unknown kind',
    { interpreter, libraries: { 'libc.so.6': ['GLIBC_ABI_DT_RELR'] } },
    /GLIBC_ABI_DT_RELR/,
  ],
])('a program is refused that needs %s', (_, options, sentence) => {
  expect(() => check(makeElf(options))).toThrow(sentence)
  expect(() => check(makeElf(options))).toThrow(/^FFMPEG_LAYER_BIN=ffmpeg does not start on AWS Lambda: .*statically/)
})

it('a program for another machine, and half a program, are refused with a sentence', () => {
  expect(() => check(makeElf({ machine: 62 }))).toThrow('FFMPEG_LAYER_BIN=ffmpeg is not a program for linux-arm64.')
  const half = makeElf({ interpreter, libraries: { 'libc.so.6': ['GLIBC_2.17'] } }).subarray(0, 300)
  expect(() => check(half)).toThrow(/^FFMPEG_LAYER_BIN=ffmpeg is damaged: /)
})
