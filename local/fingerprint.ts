import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonIfThere, sha256, writeAtomically } from './files'

/** Everything that a deployment is made from. The page is not part of it: the front serves it from its build folder. */
export const deployedSources = ['bin', 'lib', 'lambdas', 'cdk.json', 'package-lock.json', 'docs/openapi.json']

/**
 * A hash over the content of files and folders and over settings. It is equal exactly if nothing that a deployment is made
 * from has changed. Missing files are not errors.
 */
export function fingerprint(
  root: string,
  settings: Readonly<Record<string, string>>,
  sources: readonly string[] = deployedSources,
): string {
  const files = sources.flatMap((source) => filesUnder(join(root, source))).sort()
  const contents = files.flatMap((file) => [file.slice(root.length), sha256(readFileSync(file))])
  return sha256(JSON.stringify(Object.entries(settings).sort()), ...contents)
}

/** Whether the current deployment has this fingerprint. */
export function isDeployed(file: string, print: string): boolean {
  return readJsonIfThere(file)?.fingerprint === print
}

export function rememberDeployed(file: string, print: string): void {
  writeAtomically(file, `${JSON.stringify({ fingerprint: print, at: new Date().toISOString() })}\n`)
}

function filesUnder(path: string): string[] {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (!kind) return []
  if (!kind.isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
