import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFor } from '../../../local/node24'

/** An emulator of arm64 that needs nothing, and the libraries that the function's image has: glibc, libgcc and, for Node, libstdc++. */
const debianPackages = ['qemu-user-static', 'libc6-arm64-cross', 'libgcc-s1-arm64-cross', 'libstdc++6-arm64-cross']

const tools = ['apt-get', 'dpkg-deb', 'chroot', 'npm', 'tar']

/** In the root. */
const emulator = '/emulator'

export interface ImageRoot {
  readonly folder: string
  /** Starts a program of the root; paths of the machine below `folder` are the root's, too. @returns what it prints */
  readonly run: (program: string, ...args: readonly string[]) => string
  /** Path of a launcher on this machine: it becomes the one of the layer, which becomes the program that it is told, in the root. */
  readonly launcher: string
}

/** What a machine lacks for a root of its own for another processor, as a sentence; `undefined` if nothing. */
export function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'programs for linux-arm64 run nowhere else than on Linux.'
  if (process.getuid?.() !== 0) return 'chroot takes root. Run these tests as root, or in a container.'
  const missing = tools.filter((tool) => !isThere(tool))
  return missing.length > 0 ? `this machine has no ${missing.join(', no ')}, and Debian has them all.` : undefined
}

function isThere(tool: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)))
}

/**
 * A folder with the programs of the layers, glibc and libgcc for arm64, and an emulator: no shell, and nothing of util-linux.
 *
 * @param layers folders with a `bin/` each
 */
export function makeImageRoot(folder: string, layers: readonly string[]): ImageRoot {
  const downloads = join(folder, '..', 'image-root-packages')
  bringPackages(downloads)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'opt', 'bin'), { recursive: true })
  cpSync(join(downloads, 'usr', 'aarch64-linux-gnu', 'lib'), join(folder, 'lib'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  cpSync(join(downloads, 'usr', 'bin', 'qemu-aarch64-static'), join(folder, emulator))
  cpSync(join(downloads, 'package', 'bin', 'node'), join(folder, 'opt', 'bin', 'node'))
  for (const layer of layers) cpSync(join(layer, 'bin'), join(folder, 'opt', 'bin'), { recursive: true })
  // Seen from within, the way that leads here from outside leads to the root.
  mkdirSync(join(folder, folder, '..'), { recursive: true })
  symlinkSync('/', join(folder, folder))

  const chroot = execFileSync('/bin/sh', ['-c', 'command -v chroot'], { encoding: 'utf8' }).trim()
  const launcher = `${folder}-launcher`
  // The kernel here does not start a program for another processor: behind the `--`, the emulator stands in front of it.
  const insert = `for word; do shift; set -- "$@" "$word"; if [ "$word" = -- ] && [ -z "$seen" ]; then seen=1; set -- "$@" ${emulator}; fi; done`
  writeFileSync(launcher, `#!/bin/sh\n${insert}\nexec ${chroot} '${folder}' ${emulator} /opt/bin/launcher "$@"\n`)
  chmodSync(launcher, 0o755)
  return {
    folder,
    launcher,
    run: (program, ...args) =>
      execFileSync(chroot, [folder, emulator, program, ...args], { encoding: 'utf8', env: {} }),
  }
}

/** @throws Error when they cannot be fetched */
function bringPackages(folder: string): void {
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const options: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }
  const { name, version } = packageFor('linux', 'arm64')
  try {
    execFileSync('apt-get', ['download', ...debianPackages], options)
    execFileSync('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--silent'], options)
  } catch (error) {
    throw new Error(
      `The emulator and the libraries for arm64 could not be fetched (${debianPackages.join(', ')}, ${name}@${version}). Run \`apt-get update\` once, and check the network.`,
      { cause: error },
    )
  }
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.deb')) execFileSync('dpkg-deb', ['-x', file, '.'], options)
    if (file.endsWith('.tgz')) execFileSync('tar', ['-xzf', file], options)
  }
  writeFileSync(complete, '')
}
