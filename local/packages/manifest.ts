import { readFileSync } from 'node:fs'
import { parseObject } from '../files'

/** What our packages take from the root's package.json, so that it is said once. */
export interface RootManifest {
  readonly version: string
  readonly license: string
  readonly engines: { readonly node: string }
  /** Exact versions, by name, of all that the root depends on. */
  readonly versions: ReadonlyMap<string, string>
}

/** @throws Error when the root's package.json lacks a field */
export function readRootManifest(file = 'package.json'): RootManifest {
  const fields = parseObject(readFileSync(file, 'utf8')) ?? {}
  const [engines, dependencies, devDependencies] = [
    textsOf(fields.engines),
    textsOf(fields.dependencies),
    textsOf(fields.devDependencies),
  ]
  return {
    version: textOf(fields.version, 'version'),
    license: textOf(fields.license, 'license'),
    engines: { node: textOf(engines.get('node'), 'engines.node') },
    versions: new Map([...devDependencies, ...dependencies]),
  }
}

/** The version of a package that the root depends on. @throws Error when it does not */
export function versionOf(name: string, { versions }: Pick<RootManifest, 'versions'>): string {
  return textOf(versions.get(name), `dependencies.${name}`)
}

function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  throw new Error(`package.json has no ${field}.`)
}

function textsOf(value: unknown): Map<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return new Map(entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])))
}
