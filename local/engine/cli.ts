import { closeSandbox } from '../../lambdas/conversion/engine'
import { pathsUnder } from '../paths'
import { announceSteps, createSteps } from '../steps'
import { preparePrograms } from '../toolchain'
import { runCommand } from './command'

/** What is brought the first time is said on standard error: standard output has nothing but the result. */
const steps = createSteps(announceSteps((line) => console.error(line)))

const openness = 'On this machine, a file that takes over ffmpeg could look into other programs of yours'

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => interrupted.abort())

const isTerminal = process.stderr.isTTY
process.exitCode = await runCommand(process.argv.slice(2), {
  // npm runs scripts in the project's directory and says here where the person is.
  directory: process.env.INIT_CWD ?? process.cwd(),
  findPrograms: async () => {
    const { ffmpeg, encoder, launcher } = await preparePrograms(pathsUnder(), steps)
    if (encoder.problem !== undefined)
      console.error(`${encoder.problem} Until then ffmpeg encodes, which takes longer.`)
    const gaps = closeSandbox(launcher.path)
    if (launcher.problem !== undefined)
      console.error(`${launcher.problem} Until then the kernel keeps no limits on ffmpeg.`)
    else if (gaps.some((gap) => gap !== 'seccomp' && gap !== 'landlock'))
      console.error(`${openness} (${gaps.join(', ')}).`)
    return { ffmpeg, encoder: encoder.path, launcher: launcher.path }
  },
  out: (line) => console.log(line),
  err: (line) => console.error(`${isTerminal ? '\r\x1b[K' : ''}${line}`),
  ...(isTerminal && {
    onProgress: ({ percent }) => process.stderr.write(percent < 100 ? `\r${percent.toFixed(1)} %` : '\r\x1b[K'),
  }),
  signal: interrupted.signal,
})
