import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

/**
 * Builds the page into `outdir` and returns its absolute path: `index.html`, which must be revalidated on every visit, and
 * `assets/`, whose names change with their content, so that they may be cached for ever. `root` is the project's folder.
 *
 * Vite runs as a process of its own: it comes as an ES module only, which tests under Jest cannot load.
 *
 * Throws an Error with what Vite said, which tells where the mistake is.
 */
export async function buildPage(outdir = '.build/web', root = process.cwd()): Promise<string> {
  const target = resolve(root, outdir)
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const config = join(root, 'web/vite.config.ts')
  const args = [vite, 'build', '--config', config, '--outDir', target, '--logLevel', 'warn']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const code = await new Promise<number | null>((end, fail) => child.once('error', fail).once('close', end))
  if (code !== 0) throw new Error(`The page could not be built.\n${Buffer.concat(said).toString().trim()}`)
  return target
}
