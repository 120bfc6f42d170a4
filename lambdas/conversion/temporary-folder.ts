import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of the folders of this kind; behind it stands the number of the process that works there. */
const prefix = 'audiolift-job-'

const inUse = new Set<string>()

/**
 * Gives a fresh folder to `use`, and removes it with everything in it when that has ended.
 *
 * What a process left that was killed on the way goes before: `/tmp` outlives it, and is full after the third.
 */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  await removeLeftovers(parent)
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`))
  inUse.add(folder)
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
    inUse.delete(folder)
  }
}

async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    const folder = join(parent, name)
    if (owner > 0 && !isAtWork(owner, folder)) await rm(folder, { recursive: true, force: true })
  }
}

/** A process that begins after another one has died may get its number. */
function isAtWork(owner: number, folder: string): boolean {
  if (owner === process.pid) return inUse.has(folder)
  try {
    return process.kill(owner, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
