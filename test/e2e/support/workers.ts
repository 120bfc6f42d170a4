import { join } from 'node:path'
import { pathsUnder } from '../../../local/paths'
import { run, signal } from '../../../local/processes'
import { testHome } from './cloud'

/** A process that runs a function of the tests' own local cloud. */
export interface Worker {
  readonly pid: number
  /** Stopped by a signal. */
  readonly isStopped: boolean
  /** Has a child: ffmpeg. */
  readonly isBusy: boolean
}

/** The emulator keeps each process's code in a folder named after the function, in its home. Other clouds have other homes. */
function folderOf(fn: string) {
  return join(pathsUnder(process.cwd(), testHome).tmp, `ministack-lambda-audiolift-local-${fn}-`)
}

/** @param fn room and name: `jobs-sweep` */
export async function workersOf(fn: string): Promise<readonly Worker[]> {
  const { stdout } = await run('ps', ['-axwwo', 'pid=,ppid=,stat=,command='])
  const table = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return pid ? [{ pid: Number(pid), parent: Number(parent), state, command }] : []
  })
  return table
    .filter(
      ({ command, state }) => /^\S*node\s/.test(command) && command.includes(folderOf(fn)) && !state.startsWith('Z'),
    )
    .map(({ pid, state }) => ({
      pid,
      isStopped: state.startsWith('T'),
      isBusy: table.some(({ parent, state: its }) => parent === pid && !its.startsWith('Z')),
    }))
}

/** Sends a signal to all of them. @returns how many there were */
export function signalAll(workers: readonly Worker[], name: NodeJS.Signals): number {
  for (const { pid } of workers) signal(pid, name)
  return workers.length
}
