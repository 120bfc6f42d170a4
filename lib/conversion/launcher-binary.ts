import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { requireFit } from './function-image'
import { launcherCommands, launcherPrint } from './launcher-build'
import { givenProgram, installProgram } from './layer-file'
import { bringZig, compileWithZig } from './zig'

/** The C library is in the program, so it starts in any image. */
const machine = ['-target', 'aarch64-linux-musl', '-fno-sanitize=all']

const root = process.cwd()

const orName = ' (or name one of your own in LAUNCHER_LAYER_BIN)'

/**
 * The folder of the launcher's layer, with `bin/launcher` and `bin/hide.node` for linux-arm64: made once of their source, kept under
 * `.build/`. Taken from `LAUNCHER_LAYER_BIN` and the `hide.node` beside it, if that names one.
 *
 * @throws Error with a sentence that says what to do when there is no compiler to be had, or with what it says
 */
export function launcherLayerFolder(): string {
  const given = givenProgram('LAUNCHER_LAYER_BIN')
  const print = launcherPrint(root, ...machine).slice(0, 12)
  const folder = join(root, '.build', 'layers', `launcher-${given ? 'given' : print}`)
  const [launcher, hide] = [join(folder, 'bin', 'launcher'), join(folder, 'bin', 'hide.node')]
  if (!given && existsSync(launcher)) return folder
  mkdirSync(join(folder, 'bin'), { recursive: true })
  if (given) {
    const module = join(dirname(given), 'hide.node')
    if (!existsSync(module))
      throw new Error(`LAUNCHER_LAYER_BIN=${given} has no hide.node beside it, which hides the function's credentials.`)
    requireFit(module, module)
    installProgram(module, hide)
    installProgram(given, launcher)
    return folder
  }
  const zig = bringZig(root, `The compiler for the launcher's layer${orName}`)
  const made = `${launcher}.${process.pid}`
  try {
    for (const args of launcherCommands(machine, { launcher: made, hide }))
      compileWithZig(zig, root, args, `The launcher's layer could not be compiled${orName}`)
    requireFit('The launcher', made)
    requireFit('The module that hides Node', hide)
    renameSync(made, launcher)
  } finally {
    // The whole folder goes into the layer.
    rmSync(made, { force: true })
  }
  return folder
}
