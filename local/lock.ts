import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createAtomically, readJsonIfThere, writeAtomically } from './files'
import { identityOf } from './processes'

/** The holder of a lock. A process number alone may belong to another program by now. */
export interface Holder {
  readonly pid: number
  readonly identity: string
  readonly page?: string
}

export interface Lock {
  /** The page's address, for a second process that finds the lock taken. */
  setPage(page: string): void
  release(): void
}

/**
 * Takes a lock file, or says which process holds it. The lock of a dead process is taken over.
 *
 * @returns the lock, or the living process that has it.
 */
export async function takeLock(file: string): Promise<Lock | Holder> {
  const me: Holder = { pid: process.pid, identity: (await identityOf(process.pid)) ?? '' }
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    if (createAtomically(file, JSON.stringify(me))) {
      return {
        setPage: (page) => writeAtomically(file, JSON.stringify({ ...me, page })),
        release: () => rmSync(file, { force: true }),
      }
    }
    const holder = await livingHolder(file)
    if (holder) return holder
    await removeDead(file)
  }
}

/** Milliseconds that removing a lock never takes: who began that long ago is dead, too. */
const removing = 5000

/**
 * Removes the lock of a dead process. One process does so at a time, and looks again first: another may have taken the lock over since
 * we looked.
 */
async function removeDead(file: string): Promise<void> {
  const mark = `${file}.removing`
  if (!createAtomically(mark, '')) {
    const since = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > removing) rmSync(mark, { force: true })
    await setTimeout(20)
    return
  }
  try {
    if (!(await livingHolder(file))) rmSync(file, { force: true })
  } finally {
    rmSync(mark, { force: true })
  }
}

export function isLock(taken: Lock | Holder): taken is Lock {
  return 'release' in taken
}

/** The living process that holds this lock, if there is one. */
export async function livingHolder(file: string): Promise<Holder | undefined> {
  const { pid, identity, page } = readJsonIfThere(file) ?? {}
  if (typeof pid !== 'number' || typeof identity !== 'string') return undefined
  if ((await identityOf(pid)) !== identity) return undefined
  return { pid, identity, ...(typeof page === 'string' ? { page } : {}) }
}

/** Does the work alone: waits while another process does it. */
export async function underLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const taken = await takeLock(file)
    if (!isLock(taken)) {
      await setTimeout(200)
      continue
    }
    try {
      return await work()
    } finally {
      taken.release()
    }
  }
}

/** The message of a second `npm start`. */
export function alreadyRunning(holder: Holder): string {
  return holder.page
    ? `Audiolift is already running (process ${holder.pid}): page ${holder.page} Stop it with Ctrl-C there.`
    : `Audiolift is already starting (process ${holder.pid}). Wait for it, or stop it with Ctrl-C there.`
}
