import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { World } from '../world'

/**
 * Where a person's programs keep what is theirs (XDG Base Directory Specification 0.8): a variable that does not hold an absolute path is
 * passed over.
 */
export function foldersOf({ env, home }: Pick<World, 'env' | 'home'>): { config: string; state: string } {
  const folder = (variable: string, usual: string) => {
    const chosen = env[variable]
    return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(home, usual), 'audiolift')
  }
  return { config: folder('XDG_CONFIG_HOME', '.config'), state: folder('XDG_STATE_HOME', join('.local', 'state')) }
}

/** Writes it whole or not at all, readable by its owner only (0600, in a folder 0700). */
export function writePrivately(file: string, content: unknown): void {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700) // it may have been there before
  const next = `${file}.${process.pid}.new`
  rmSync(next, { force: true })
  writeFileSync(next, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(next, file)
}

/** What a file holds as JSON; undefined when there is none, or it is damaged. */
export function readIfThere(file: string): unknown {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The fields of what was read, whatever it is. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
