import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCli } from '../../cli/build'
import type { RootManifest } from './manifest'
import { noticesOf, packagesOf } from './notices'
import { emptyFolderOf, pack } from './tarball'

/**
 * The command line as the npm package `audiolift`: one file without dependencies, which `npx audiolift` runs.
 *
 * @returns the tarball's path
 */
export async function packCli({ version, license, engines }: RootManifest): Promise<string> {
  const folder = emptyFolderOf('audiolift')
  const { inputs } = await buildCli(join(folder, 'audiolift.mjs'))
  writeFileSync(join(folder, 'NOTICE.md'), noticesOf(packagesOf(inputs)))
  cpSync('cli/README.md', join(folder, 'README.md'))
  cpSync('LICENSE', join(folder, 'LICENSE'))
  return pack(folder, {
    name: 'audiolift',
    version,
    description: 'Converts videos to audio from a terminal or a script, with an Audiolift service.',
    license,
    type: 'module',
    engines,
    bin: { audiolift: 'audiolift.mjs' },
    files: ['audiolift.mjs', 'NOTICE.md'],
  })
}
