import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors'
import { run } from '../processes'

/** Where packages are put together; tarballs are beside their folders. */
export const packagesFolder = '.build/packages'

/** What npm must know of a package; other fields of its package.json go along. */
export interface Package {
  readonly name: string
  readonly version: string
  readonly [field: string]: unknown
}

/** An empty folder to put a package together in. */
export function emptyFolderOf(name: string): string {
  const folder = join(packagesFolder, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * Writes the package.json of a package that is ready otherwise, and packs it with npm. Nothing of it is run.
 *
 * @returns the tarball's path
 * @throws UserError with npm's words
 */
export async function pack(folder: string, manifest: Package): Promise<string> {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const { code, stderr, unstartable } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', '..'],
    { cwd: folder },
  )
  if (code !== 0) throw new UserError(`npm cannot pack ${manifest.name}: ${unstartable ?? stderr.trim()}`)
  return join(packagesFolder, `${manifest.name}-${manifest.version}.tgz`)
}
