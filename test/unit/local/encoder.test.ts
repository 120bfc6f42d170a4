import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureEncoder } from '../../../local/encoder'
import { UserError } from '../../../local/errors'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'audiolift-encoder-'))
  mkdirSync(join(root, 'lambdas', 'conversion', 'encoder'), { recursive: true })
  writeFileSync(join(root, 'lambdas', 'conversion', 'encoder', 'main.c'), 'int main(void) { return 0; }\n')
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

/** A compiler that writes its arguments into what it is to make, after some commands of a shell. */
const withCompiler = (before = ''): NodeJS.ProcessEnv => {
  const path = join(root, 'cc')
  const make = 'for word; do made=$word; done; echo "$*" > "$made"; chmod +x "$made"'
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo "cc 1" && exit\n${before}\n${make}\n`)
  chmodSync(path, 0o755)
  return { PATH: `${root}:${process.env.PATH}` }
}

it('is built of all there is in its folder, for this processor, and once', async () => {
  const env = withCompiler()
  const { path, isNew } = await ensureEncoder(root, env)
  expect(isNew).toBe(true)
  expect(readFileSync(path, 'utf8')).toMatch(/-O3 .*-m(arch|cpu)=native .*encoder\/main\.c .*-o /)
  expect(await ensureEncoder(root, env)).toEqual({ path, isNew: false })
})

it('is built anew when its source is another, or when it is gone', async () => {
  const env = withCompiler()
  const { path } = await ensureEncoder(root, env)
  writeFileSync(join(root, 'lambdas', 'conversion', 'encoder', 'main.c'), 'int main(void) { return 1; }\n')
  expect(await ensureEncoder(root, env)).toEqual({ path, isNew: true })
  rmSync(path)
  expect(await ensureEncoder(root, env)).toEqual({ path, isNew: true })
})

it('is built for any processor where the compiler does not know this one', async () => {
  const env = withCompiler('case "$*" in *native*) echo "cc: error: unknown CPU" >&2; exit 1;; esac')
  const { path } = await ensureEncoder(root, env)
  expect(readFileSync(path, 'utf8')).not.toContain('native')
})

it('tells the first thing that the compiler finds wrong', async () => {
  const env = withCompiler(
    'echo "main.c: In function main:\nmain.c:1: error: no such thing\nmain.c:2: error: nor this" >&2; exit 1',
  )
  const building = ensureEncoder(root, env)
  await expect(building).rejects.toThrow('The MP3 encoder could not be built with cc: main.c:1: error: no such thing')
  await expect(building).rejects.toBeInstanceOf(UserError)
})

it('is one of your own where you name it, and a sentence where there is none', async () => {
  expect(await ensureEncoder(root, { ENCODER_BIN: process.execPath })).toEqual({ path: process.execPath, isNew: false })
  await expect(ensureEncoder(root, { ENCODER_BIN: '/nowhere/slice-encoder' })).rejects.toThrow(
    /^ENCODER_BIN is \/nowhere\/slice-encoder, but there is no program;/,
  )
})
