import { chmodSync, renameSync } from 'node:fs'
import { build } from 'esbuild'

/** Bundles the command line into one file for Node 20.19 or later. @returns its path */
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
  renameSync(next, outfile) // it may be running
  return outfile
}
