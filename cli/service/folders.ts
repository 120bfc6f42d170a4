import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { World } from '../world'

/**
 * The user's folders for programs (XDG Base Directory Specification 0.8). A variable that does not contain an absolute path is
 * ignored.
 */
export function foldersOf({ env, home }: Pick<World, 'env' | 'home'>): {
  readonly config: string
  readonly state: string
} {
  const folder = (variable: string, usual: string) => {
    const chosen = env[variable]
    return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(home, usual), 'audiolift')
  }
  return { config: folder('XDG_CONFIG_HOME', '.config'), state: folder('XDG_STATE_HOME', join('.local', 'state')) }
}

/** Writes the complete file or nothing, readable by its owner only (0600, in a folder 0700). */
export function writePrivately(file: string, content: unknown): void {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700) // it may have existed before
  const next = `${file}.${process.pid}.new`
  rmSync(next, { force: true })
  writeFileSync(next, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(next, file)
}

/** A file's content as JSON; undefined if the file does not exist or is damaged. */
export function readIfThere(file: string): unknown {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The fields of a value that was read, if it is an object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
