import { cpus } from 'node:os'
import { compilerArguments, encoderPrint, prepareSource } from '../../lib/conversion/encoder-build'
import { bringLame } from '../../lib/conversion/lame'
import { bringZig } from '../../lib/conversion/zig'
import { asUserError } from '../errors'
import { type BuiltProgram, builtOnce, findCompiler } from './built-here'
import { builtEncoder, findEncoder } from './find-encoder'

/**
 * For the processor that it is built on, with all that it can; there are compilers that do not know what that is. GCC tunes for
 * Haswell: for newer processors, some releases avoid the instructions that look up several numbers at once, which costs 15 %.
 */
const machines =
  process.arch === 'x64' ? [['-march=native', '-mtune=haswell'], ['-march=native'], []] : [['-mcpu=native'], []]

/** What an encoder is made with. */
export interface EncoderTools {
  readonly lame: (root: string, what: string) => string
  readonly zig: (root: string, what: string) => string
}

const tools: EncoderTools = { lame: bringLame, zig: bringZig }

const naming = { what: 'The MP3 encoder', variable: 'ENCODER_BIN' }

/**
 * The MP3 encoder for this machine: `ENCODER_BIN`, else the one built here, which is built again when its source, the compiler or
 * the processor is another. If there is no C compiler, Zig brings one. Without an encoder, conversions use ffmpeg's own LAME: the
 * same sound, in twice the time.
 *
 * @throws UserError when `ENCODER_BIN` names no program
 */
export async function ensureEncoder(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
  { lame, zig } = tools,
): Promise<BuiltProgram> {
  if (env.ENCODER_BIN) return { path: asUserError(() => findEncoder(root, env)), isNew: false }
  const path = builtEncoder(root)
  const compiler = await findCompiler(root, env, naming, zig)
  const print = encoderPrint(root, compiler.version, JSON.stringify(machines), cpus()[0]?.model ?? '')
  return builtOnce(path, print, async (made) => {
    const source = prepareSource(root, lame(root, 'The MP3 encoder was not built'), `${path}-source`)
    await compiler.compile(machines.map((machine) => compilerArguments(source, machine, made)))
  })
}
