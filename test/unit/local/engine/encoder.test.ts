import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EncoderTools, ensureEncoder } from '../../../../local/engine/encoder'

const ours = 'static int\nix_max(void)\n{\n    return 2;\n}\n'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'audiolift-encoder-'))
  mkdirSync(join(root, 'lambdas', 'conversion', 'encoder'), { recursive: true })
  writeFileSync(join(root, 'lambdas', 'conversion', 'encoder', 'slice-encoder.c'), 'int main(void) { return 0; }\n')
  writeFileSync(join(root, 'lambdas', 'conversion', 'encoder', 'loops.c'), ours)
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const tools: EncoderTools = {
  lame: () => {
    const folder = join(root, 'lame', 'libmp3lame')
    mkdirSync(folder, { recursive: true })
    for (const file of ['lame.c', 'mpglib_interface.c', 'psymodel.c', 'quantize.c', 'quantize_pvt.c']) {
      writeFileSync(join(folder, file), '')
    }
    writeFileSync(join(folder, 'takehiro.c'), 'static int\nix_max(const int *ix)\n{\n    return 1;\n}\n')
    return join(root, 'lame')
  },
  zig: () => {
    throw new Error('Zig is not to be had.')
  },
}

/** A compiler that writes its arguments into what it is to make, after some commands of a shell. */
function withCompiler(before = ''): NodeJS.ProcessEnv {
  const path = join(root, 'cc')
  const make = 'for word; do made=$word; done; echo "$*" > "$made"; chmod +x "$made"'
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo "cc 1" && exit\n${before}\n${make}\n`)
  chmodSync(path, 0o755)
  return { PATH: `${root}:${process.env.PATH}` }
}

it('is built from our program and LAME, for this processor, and once', async () => {
  const env = withCompiler()
  const { path, isNew } = await ensureEncoder(root, env, tools)
  expect(isNew).toBe(true)
  const said = readFileSync(path, 'utf8')
  expect(said).toMatch(/-O3 .*-m(arch|cpu)=native .*encoder\/slice-encoder\.c .*libmp3lame\/lame\.c .*-o /)
  expect(said).not.toContain('mpglib_interface')
  expect(await ensureEncoder(root, env, tools)).toEqual({ path, isNew: false })
})

it('has our functions in the place of LAME’s', async () => {
  const { path } = await ensureEncoder(root, withCompiler(), tools)
  expect(readFileSync(join(`${path}-source`, 'takehiro.c'), 'utf8').trim()).toBe(ours.trim())
  expect(readFileSync(path, 'utf8')).not.toContain('libmp3lame/takehiro.c')
})

it('is not built when a function of ours has no place in LAME', async () => {
  writeFileSync(
    join(root, 'lambdas', 'conversion', 'encoder', 'loops.c'),
    `${ours}\n${ours.replace('ix_max', 'ix_min')}`,
  )
  const { problem } = await ensureEncoder(root, withCompiler(), tools)
  expect(problem).toMatch(/^LAME has no ix_min/)
})

it('is built again when its source changes, or when it is gone', async () => {
  const env = withCompiler()
  const { path } = await ensureEncoder(root, env, tools)
  writeFileSync(join(root, 'lambdas', 'conversion', 'encoder', 'slice-encoder.c'), 'int main(void) { return 1; }\n')
  expect(await ensureEncoder(root, env, tools)).toEqual({ path, isNew: true })
  rmSync(path)
  expect(await ensureEncoder(root, env, tools)).toEqual({ path, isNew: true })
})

it('is built for any processor where the compiler does not know this one', async () => {
  const env = withCompiler('case "$*" in *native*) echo "cc: error: unknown CPU" >&2; exit 1;; esac')
  const { path } = await ensureEncoder(root, env, tools)
  expect(readFileSync(path, 'utf8')).not.toContain('native')
})

describe('when it cannot be built, it says why, leaves nothing, and conversions do without', () => {
  const left = () => readdirSync(join(root, '.build', 'encoder')).filter((name) => !name.endsWith('-source'))

  it('the compiler fails: the first thing that it finds wrong', async () => {
    const env = withCompiler(
      'echo "main.c: In function main:\nmain.c:1: error: no such thing\nmain.c:2: error: nor this" >&2; exit 1',
    )
    const { path, problem } = await ensureEncoder(root, env, tools)
    expect(problem).toMatch(
      /^The MP3 encoder was not built: cc says "main\.c:1: error: no such thing"\. Repair the compiler/,
    )
    expect(existsSync(path)).toBe(false)
    expect(left()).toEqual([])
  })

  it('an encoder from another source goes', async () => {
    await ensureEncoder(root, withCompiler(), tools)
    writeFileSync(join(root, 'lambdas', 'conversion', 'encoder', 'slice-encoder.c'), 'int main(void) { return 1; }\n')
    const { path } = await ensureEncoder(root, withCompiler('exit 1'), tools)
    expect(existsSync(path)).toBe(false)
    expect(left()).toEqual([])
  })

  it('there is no compiler, and Zig cannot be had: how to install one', async () => {
    const { problem } = await ensureEncoder(root, { PATH: '/nowhere' }, tools)
    expect(problem).toMatch(/^Zig is not to be had\. Install a compiler: `.+`\.$/)
  })

  it('LAME cannot be had: what npm says', async () => {
    const lame = () => {
      throw new Error('npm could not fetch lame.')
    }
    const { problem } = await ensureEncoder(root, withCompiler(), { ...tools, lame })
    expect(problem).toBe('npm could not fetch lame.')
    expect(left()).toEqual([])
  })
})

it('is one of your own where you name it, and a sentence where there is none', async () => {
  expect(await ensureEncoder(root, { ENCODER_BIN: process.execPath })).toEqual({ path: process.execPath, isNew: false })
  await expect(ensureEncoder(root, { ENCODER_BIN: '/nowhere/slice-encoder' })).rejects.toThrow(
    /^ENCODER_BIN is \/nowhere\/slice-encoder, but there is no program\./,
  )
})
