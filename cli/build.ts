import { chmodSync, renameSync } from 'node:fs'
import { build } from 'esbuild'

/** Bundles the command line to one file that any Node from 20.19 on runs; its path. */
export async function buildCli(outfile = '.build/cli/audiolift.mjs'): Promise<string> {
  const next = `${outfile}.${process.pid}`
  await build({
    entryPoints: ['cli/main.ts'],
    outfile: next,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  })
  chmodSync(next, 0o755)
  renameSync(next, outfile) // somebody may be running it
  return outfile
}
