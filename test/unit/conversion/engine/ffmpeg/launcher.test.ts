import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { convert, fileSource } from '../../../../../lambdas/conversion/engine'
import { launched } from '../../../../../lambdas/conversion/engine/ffmpeg/launcher'
import { runProgram } from '../../../../../lambdas/conversion/engine/ffmpeg/run-program'
import { closeSandbox } from '../../../../../lambdas/conversion/engine/ffmpeg/sandbox'
import { launcherPath, makeSound, programAt, programs } from '../../../../support/media'
import { memorySink } from '../../../../support/memory-sink'

jest.setTimeout(30_000)

const { signal } = new AbortController()
const onLinux = process.platform === 'linux' ? describe : describe.skip

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audiolift-launcher-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a shell says, started as ffmpeg is. */
async function said(script: string, more: { readonly cpuSeconds?: number; readonly core?: number } = {}) {
  let text = ''
  const read = async (output: AsyncIterable<Uint8Array>) => {
    for await (const piece of output) text += String(piece)
  }
  await runProgram({ program: programAt('/bin/sh'), args: ['-c', script], signal, read, ...more })
  return text.trim()
}

test('a program without a launcher is started as it is', () => {
  const program = { path: '/opt/bin/ffmpeg', launcher: undefined }
  expect(launched({ program, args: ['-version'], core: 1 })).toEqual({ program: '/opt/bin/ffmpeg', args: ['-version'] })
})

describe('a program that is launched', () => {
  test('has limits that the kernel keeps, and can raise none but the one of its time', async () => {
    expect(await said('ulimit -Sn; ulimit -Hn; ulimit -Hc', { cpuSeconds: 77 })).toBe('64\n64\n0')
    expect(await said('ulimit -St; ulimit -Ht', { cpuSeconds: 77 })).toMatch(/^77\n(?!77$)/)
    // In blocks of 512 bytes, and in KiB; bash counts files in KiB as well.
    expect(await said('ulimit -Hf')).toMatch(/^(9765625|4882812)$/)
    expect(await said('ulimit -Hd')).toBe('390625')
  })

  test('has no descriptors but those of the engine', async () => {
    const open = await said('for n in 0 1 2 3 4 5 6 7 8 9; do (eval "exec 1>&$n") 2> /dev/null && printf %s $n; done')
    expect(open).toBe('01234')
  })

  test('says in a sentence why it does not start', async () => {
    const missing = runProgram({ program: programAt(join(folder, 'nothing')), args: [], signal })
    await expect(missing).rejects.toMatchObject({
      reason: 'system',
      detail: expect.stringMatching(/does not start: launcher: .*nothing cannot be started: No such file/),
    })
  })

  test('is not started when a limit makes no sense', () => {
    const words = ['--files', '-3', '--', '/bin/true']
    const { status, stderr } = spawnSync(launcherPath() ?? '', words, { encoding: 'utf8' })
    expect([status, stderr]).toEqual([126, 'launcher: --files is -3, which is not a number.\n'])
  })
})

test('a launcher that does not start refuses the conversion, and is told of', async () => {
  const launcher = join(folder, 'no-launcher')
  expect(closeSandbox(launcher)).toContain('limits')
  const source = await fileSource(await makeSound(join(folder, 'sound.wav')))
  const { sink } = memorySink()
  const environment = { ...programs(), launcher, workDirectory: folder }
  const converted = convert({ source, options: { format: 'mp3' }, sink, signal, ...environment })
  await expect(converted).rejects.toMatchObject({ reason: 'system', detail: expect.stringMatching(/does not start/) })
})

onLinux('a program that a stranger’s file has taken over', () => {
  const isRoot = process.getuid?.() === 0
  /** A user without root's powers, as the one that functions run under on AWS. */
  const nobody = { uid: 65_534, gid: 65_534 }
  const canBeNobody = isRoot && spawnSync(process.execPath, ['--version'], { ...nobody, cwd: '/' }).status === 0
  const users = [['this user', {}] as const, ...(canBeNobody ? [['nobody', nobody] as const] : [])]
  const powerless = isRoot ? users.slice(1) : users
  let trial: string
  let launcher: string

  beforeAll(async () => {
    trial = join(folder, 'trial.cjs')
    await build({ entryPoints: ['test/support/sandbox-trial.ts'], outfile: trial, bundle: true, platform: 'node' })
    // Where anybody can reach them.
    launcher = join(folder, 'launcher')
    const built = launcherPath() ?? ''
    copyFileSync(built, launcher)
    copyFileSync(join(dirname(built), 'hide.node'), join(folder, 'hide.node'))
    for (const path of [trial, launcher, join(folder, 'hide.node')]) chmodSync(path, 0o755)
  })

  /** @returns what it finds of the process that started it */
  function look(mode: 'open' | 'hidden' | 'launched', user: { readonly uid?: number; readonly gid?: number }) {
    const env = { AWS_SECRET_ACCESS_KEY: 'secret' }
    const { stdout, stderr } = spawnSync(process.execPath, [trial, launcher, mode], {
      env,
      encoding: 'utf8',
      cwd: '/',
      ...user,
    })
    if (stderr) throw new Error(stderr)
    return JSON.parse(stdout) as { readonly gaps: string[]; readonly seen: string[] }
  }

  test.each(users)('would find the credentials of the function, as %s', (_name, user) => {
    expect(look('open', user).seen).toEqual(['environ', 'maps', 'mem', 'LEFT=over'])
  })

  if (powerless.length > 0)
    test.each(powerless)('does not find them where only the function hides itself, as %s', (_name, user) => {
      expect(look('hidden', user).seen).toEqual(['LEFT=over'])
    })

  test.each(users)('finds nothing, and no environment of its own, as %s', (_name, user) => {
    const { gaps, seen } = look('launched', user)
    expect(seen).toEqual([])
    // What is left depends on the kernel, but never these.
    for (const gap of ['limits', 'hidden', 'parent', 'seccomp']) expect(gaps).not.toContain(gap)
  })
})
