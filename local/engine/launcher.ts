import { dirname, join } from 'node:path'
import { launcherCommands, launcherPrint } from '../../lib/conversion/launcher-build'
import { bringZig } from '../../lib/conversion/zig'
import { asUserError } from '../errors'
import { type BuiltProgram, builtOnce, findCompiler } from './built-here'
import { builtLauncher, findLauncher } from './find-launcher'

const naming = { what: 'The launcher of ffmpeg', variable: 'LAUNCHER_BIN' }

/** What starts ffmpeg and the encoder on this machine. */
export interface Launcher extends Omit<BuiltProgram, 'path'> {
  /** `undefined`: they are started as they are, and the kernel keeps no limits. */
  readonly path: string | undefined
}

/**
 * The launcher for this machine: `LAUNCHER_BIN`, else the one built here, which is built again when its source or the compiler is
 * another. If there is no C compiler, Zig brings one.
 *
 * @throws UserError when `LAUNCHER_BIN` names no program
 */
export async function ensureLauncher(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
  zig = bringZig,
): Promise<Launcher> {
  if (env.LAUNCHER_BIN) return { path: asUserError(() => findLauncher(root, env)), isNew: false }
  const path = builtLauncher(root)
  const compiler = await findCompiler(root, env, naming, zig)
  const hide = process.platform === 'linux' ? join(dirname(path), 'hide.node') : undefined
  const built = await builtOnce(path, launcherPrint(root, compiler.version), async (launcher) => {
    for (const args of launcherCommands([], { launcher, hide })) await compiler.compile([args])
  })
  return built.problem === undefined ? built : { ...built, path: undefined }
}
