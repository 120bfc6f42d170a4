import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { launched } from './launcher'

/**
 * What does not hold on this machine for a program that takes orders from a stranger's file:
 * `limits`: there is no launcher, or it does not start, and then nothing does;
 * `hidden`: this process could not be hidden from others of its user;
 * `parent`, `others`: the program can read the environment of this process, or of another one;
 * `seccomp`, `landlock`: the kernel lacks it.
 */
export type Gap = 'limits' | 'hidden' | 'parent' | 'others' | 'seccomp' | 'landlock'

const checked: readonly Gap[] = ['parent', 'others', 'seccomp', 'landlock']

const withoutLauncher: readonly Gap[] = ['limits', 'hidden', ...checked]

/**
 * Hides this process, its memory and its environment, from the programs that it will start, and tries out what they can still do.
 * To be called once, before the first conversion.
 *
 * @param launcher path of our launcher, if there is one
 * @returns what does not hold; nothing where all is well
 */
export function closeSandbox(launcher: string | undefined): readonly Gap[] {
  if (launcher === undefined) return withoutLauncher
  const isHidden = hideProcess(join(dirname(launcher), 'hide.node'))
  const trial = launched({ program: { path: launcher, launcher }, args: ['--check'] })
  const { status, stdout } = spawnSync(trial.program, trial.args, { env: {}, encoding: 'utf8' })
  if (status !== 0) return withoutLauncher
  const found = stdout.split('\n')
  return [...(isHidden ? [] : (['hidden'] as const)), ...checked.filter((gap) => found.includes(gap))]
}

/** @returns whether it is hidden: only Linux does that, and a launcher of one's own may have no such module beside it */
function hideProcess(path: string): boolean {
  const module = { exports: {} as unknown }
  try {
    process.dlopen(module, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_DLOPEN_FAILED') return false
    throw error
  }
  return module.exports === 0
}
