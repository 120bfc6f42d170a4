import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { codeOf } from './errors'

export interface Finished {
  /** `null` if a signal ended it or it could not be started. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Why it could not be started at all. */
  readonly unstartable?: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly onLine?: (line: string) => void
}

const running = new Set<ChildProcess>()

/** Kills everything that `run` started and that still runs, because we were asked to stop. */
export async function endRuns(): Promise<void> {
  const trees = await Promise.all([...running].map(({ pid }) => (pid === undefined ? [] : treeOf(pid))))
  for (const pid of trees.flat()) signal(pid, 'SIGKILL')
}

/** Runs a program to its end without a shell and collects its output. Never rejects: the outcome is data. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const { onLine, ...spawnOptions } = options
    const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const said = { stdout: '', stderr: '' }
    let unstartable: string | undefined
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = ''
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        said[name] += chunk
        if (!onLine) return
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) onLine(line)
      })
    }
    child.on('error', (error) => {
      unstartable = error.message
    })
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code, ...said, ...(unstartable === undefined ? {} : { unstartable }) })
    })
  })
}

/**
 * Starts a program that outlives the call, in a process group of its own: Ctrl-C in the terminal then reaches only us, and
 * we decide in which order things stop. Its input is a pipe that ends when we do, for whatever reason. Both its outputs are
 * appended to `logFile`.
 */
export function startDetached(
  command: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const log = openSync(logFile, 'a')
  const child = spawn(command, args, { detached: true, stdio: ['pipe', log, log], env })
  closeSync(log)
  return child
}

/** Whether a process exists. A zombie counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  return linuxStat(pid)?.state !== 'Z'
}

/**
 * The start time of a process, which distinguishes it from a later one with the same number. `undefined` if there is no
 * such process.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined
  if (process.platform === 'linux') return linuxStat(pid)?.startTime
  const { code, stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
    env: { ...process.env, LC_ALL: 'C' },
  })
  return code === 0 ? stdout.trim() : undefined
}

/**
 * A process and all its descendants, the root last, so that killing in this order leaves none to restart another. The rest
 * of the process group that it led is included: if the process was killed, its children have lost their parent.
 */
export async function treeOf(pid: number): Promise<number[]> {
  const table = await processTable()
  const below = (root: number): number[] => [
    ...[...table].filter(([, { parent }]) => parent === root).flatMap(([child]) => below(child)),
    root,
  ]
  const left = [...table].filter(([, { group }]) => group === pid).flatMap(([member]) => below(member))
  return [...new Set([...left.filter((each) => each !== pid), ...below(pid)])]
}

/** Waits until none of the processes is alive. `false` if the time (milliseconds) runs out first. */
export async function waitUntilGone(pids: readonly number[], within: number): Promise<boolean> {
  const deadline = Date.now() + within
  while (pids.some(isAlive)) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return true
}

/** Sends a signal; ignores that the process may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

async function processTable(): Promise<Map<number, { readonly parent: number; readonly group: number }>> {
  const table = new Map<number, { readonly parent: number; readonly group: number }>()
  if (process.platform === 'linux') {
    for (const name of readdirSync('/proc')) {
      const stat = /^\d+$/.test(name) ? linuxStat(Number(name)) : undefined
      if (stat) table.set(Number(name), stat)
    }
    return table
  }
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,pgid='])
  for (const line of stdout.trim().split('\n')) {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number)
    if (pid && parent !== undefined && group !== undefined) table.set(pid, { parent, group })
  }
  return table
}

/** proc_pid_stat(5): fields 3 (state), 4 (ppid), 5 (pgrp) and 22 (starttime). Field 2, the name, may itself contain spaces and brackets. */
function linuxStat(
  pid: number,
): { readonly state: string; readonly parent: number; readonly group: number; readonly startTime: string } | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), group: Number(fields[2]), startTime: fields[19] ?? '' }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return undefined
    throw error
  }
}
