import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'

/** What `index.html` refers to by its source name, and the built page by a name that carries a hash of the content. */
const assets = ['main.ts', 'style.css', 'icon.svg']

/** Only what an earlier build wrote may be removed. */
const hashedName = /^(main|style|icon|in-browser|chunk)-[A-Z0-9]{8}\.(js|css|svg)(\.map)?$/

/**
 * Builds the page into `outdir` and returns its absolute path: `index.html`, which must always be asked for anew, and
 * assets whose names change with their content, which may be cached for ever. Files of an earlier build are removed
 * last, so that a page that is just being opened finds its assets. `root` is the project's folder.
 *
 * Throws esbuild's BuildFailure, which says where the mistake is.
 */
export async function buildPage(outdir = '.build/web', root = process.cwd()): Promise<string> {
  const target = resolve(root, outdir)
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: assets.map((name) => join('web', name)),
    outdir: target,
    entryNames: '[name]-[hash]',
    // What is imported only when it is needed is loaded only then.
    splitting: true,
    chunkNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    format: 'esm',
    target: 'es2022',
    tsconfig: 'web/tsconfig.json',
    loader: { '.svg': 'copy' },
    metafile: true,
    write: false,
    logLevel: 'silent',
  })

  let html = await readFile(join(root, 'web/index.html'), 'utf8')
  for (const [path, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    const source = entryPoint ?? (path.endsWith('.svg') ? Object.keys(inputs)[0] : undefined)
    if (source) html = html.replaceAll(`"${basename(source)}"`, `"/${basename(path)}"`)
  }

  await mkdir(target, { recursive: true })
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)))
  await writeFile(join(target, 'index.html'), html)
  const built = new Set(['index.html', ...outputFiles.map(({ path }) => basename(path))])
  const stale = (await readdir(target)).filter((name) => hashedName.test(name) && !built.has(name))
  await Promise.all(stale.map((name) => rm(join(target, name))))
  return target
}
