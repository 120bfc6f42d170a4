import { chmodSync, renameSync } from 'node:fs'
import { build } from 'esbuild'

export interface CliBundle {
  readonly path: string
  /** Every file whose code may be in it, as a path from the project's folder: npm packages have licences that go along. */
  readonly inputs: readonly string[]
}

/** Bundles the command line into one file for Node 20.19 or later. */
export async function buildCli(outfile = '.build/cli/audiolift.mjs'): Promise<CliBundle> {
  const next = `${outfile}.${process.pid}`
  const { metafile } = await build({
    entryPoints: ['cli/main.ts'],
    outfile: next,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
    metafile: true,
  })
  chmodSync(next, 0o755)
  renameSync(next, outfile) // it may be running
  return { path: outfile, inputs: Object.keys(metafile.inputs) }
}
