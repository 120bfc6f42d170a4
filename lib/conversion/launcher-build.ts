import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What we wrote of the launcher, below the project's folder. */
const folder = 'lambdas/conversion/launcher'

const options = ['-std=gnu11', '-O2', '-w']

/**
 * What a C compiler is called with, in the project's folder: once for each file to be made.
 *
 * @param machine options that say for which machine
 * @param launcher where the program goes
 * @param hide where the module goes that hides Node; only Linux has a use for it
 */
export function launcherCommands(
  machine: readonly string[],
  { launcher, hide }: { readonly launcher: string; readonly hide?: string | undefined },
): string[][] {
  const [main, confine, module] = ['launcher.c', 'confine.c', 'hide.c'].map((file) => join(folder, file)) as [
    string,
    string,
    string,
  ]
  const program = [...options, ...machine, main, confine, '-s', '-o', launcher]
  // Node has every function that the module calls.
  const shared = ['-fPIC', '-shared', '-nostdlib', '-fvisibility=hidden', '-s']
  return [program, ...(hide === undefined ? [] : [[...options, ...machine, ...shared, module, '-o', hide]])]
}

/** Names what the launcher is made from and how. */
export function launcherPrint(root: string, ...more: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(join(root, folder)).sort()) {
    hash.update(file).update(readFileSync(join(root, folder, file)))
  }
  for (const text of [...options, ...more]) hash.update(text).update('\0')
  return hash.digest('hex')
}
