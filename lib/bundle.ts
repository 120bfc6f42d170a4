import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { buildSync } from 'esbuild'

/** The repository's root: the CDK app, the tests and the local cloud all run there. */
const root = process.cwd()

/** What runs in AWS, or the same with a recorder of the calls to AWS (calls/recorder.ts). */
export type BundleKind = 'plain' | 'recording'

/** Every stage of one process has the same code. */
const bundled = new Map<string, string>()

/**
 * Bundles a function's entry with everything it imports into `.build/lambdas/<room>/<name>/index.mjs`. What went into a plain
 * bundle is written beside the folder (`partsFile`).
 *
 * @param entry path from the repository's root, e.g. `lambdas/jobs/api.lambda.ts`
 * @returns the folder, for `Code.fromAsset`
 */
export function bundle(entry: string, kind: BundleKind = 'plain'): string {
  const key = `${kind} ${entry}`
  const folder = bundled.get(key) ?? build(entry, kind)
  bundled.set(key, folder)
  return folder
}

/** esbuild's list of what is in the plain bundle of an entry. */
export function partsFile(entry: string): string {
  return `${folderOf(entry, 'plain')}.parts.json`
}

function folderOf(entry: string, kind: BundleKind): string {
  return join(root, '.build', ...(kind === 'plain' ? [] : [kind]), entry.replace(/\.lambda\.ts$/, ''))
}

function build(entry: string, kind: BundleKind): string {
  const folder = folderOf(entry, kind)
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(folder, 'index.mjs'),
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    // A function's credentials are in its environment: the SDK's search through profiles, SSO and metadata services is 90 KB that is never used.
    alias: { '@aws-sdk/credential-provider-node': join(root, 'lib/bundle-credentials.ts') },
    inject: kind === 'recording' ? [join(root, 'lib/calls/recorder.ts')] : [],
    // Some dependencies are CommonJS and call require().
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'silent',
  })
  for (const { path, contents } of outputFiles) replaceFile(path, contents)
  if (kind === 'plain') replaceFile(partsFile(entry), Buffer.from(JSON.stringify(metafile.outputs)))
  return folder
}

/**
 * Whole or not at all, and untouched when nothing changed: several processes may bundle at once. The draft lies beside the folder, as
 * another process may be taking the folder's fingerprint.
 */
function replaceFile(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  if (hasContents(path, contents)) return
  const temporary = `${dirname(path)}.${basename(path)}.${process.pid}`
  writeFileSync(temporary, contents)
  renameSync(temporary, path)
}

function hasContents(path: string, contents: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(contents)
  } catch {
    return false
  }
}
