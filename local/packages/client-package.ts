import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { writeDeclarations } from './declarations'
import { type RootManifest, versionOf } from './manifest'
import { emptyFolderOf, pack } from './tarball'

/** What the package exports, and the module that each is made of. */
const entries = [
  { path: '.', file: 'index', module: 'client/index' },
  { path: './node', file: 'node', module: 'client/node' },
  { path: './uppy', file: 'uppy', module: 'client/uppy/audiolift-uploader' },
] as const

/** Packages whose types or code are part of the client's: a fixed version of each is installed with it. */
const dependencies = ['mediabunny', 'openapi-fetch'] as const

/**
 * The client as the npm package `audiolift-client`: `client/`, with what it needs of `media/` and `protocol/`.
 *
 * @returns the tarball's path
 */
export async function packClient(root: RootManifest): Promise<string> {
  const folder = emptyFolderOf('audiolift-client')
  await build({
    entryPoints: Object.fromEntries(entries.map(({ file, module }) => [file, `${module}.ts`])),
    outdir: join(folder, 'dist'),
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true, // what is loaded when needed stays apart
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    packages: 'external',
    external: ['node:*'],
    logLevel: 'warning',
  })
  const modules = entries.map(({ module }) => module)
  await writeDeclarations('client/tsconfig.types.json', modules, join(folder, 'types'))
  cpSync('client/README.md', join(folder, 'README.md'))
  cpSync('LICENSE', join(folder, 'LICENSE'))
  const { version, license, engines } = root
  return pack(folder, {
    name: 'audiolift-client',
    version,
    description: 'A client of Audiolift for browsers and Node: uploads videos, and gets their sound back.',
    license,
    type: 'module',
    engines,
    sideEffects: false,
    exports: Object.fromEntries(
      entries.map(({ path, file, module }) => [
        path,
        { types: `./types/${module}.d.ts`, default: `./dist/${file}.js` },
      ]),
    ),
    files: ['dist', 'types'],
    dependencies: Object.fromEntries(dependencies.map((name) => [name, versionOf(name, root)])),
    peerDependencies: { '@uppy/core': `^${versionOf('@uppy/core', root)}` },
    peerDependenciesMeta: { '@uppy/core': { optional: true } },
  })
}
