import { pathsUnder } from '../paths'
import { announceSteps, createSteps } from '../steps'
import { preparePrograms } from '../toolchain'
import { runCommand } from './command'

/** What is brought the first time is said on standard error: standard output has nothing but the result. */
const steps = createSteps(announceSteps((line) => console.error(line)))

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => interrupted.abort())

const isTerminal = process.stderr.isTTY
process.exitCode = await runCommand(process.argv.slice(2), {
  // npm runs scripts in the project's directory and says here where the person is.
  directory: process.env.INIT_CWD ?? process.cwd(),
  findPrograms: async () => {
    const { ffmpeg, encoder } = await preparePrograms(pathsUnder(), steps)
    if (encoder.problem !== undefined)
      console.error(`${encoder.problem} Until then ffmpeg encodes, which takes longer.`)
    return { ffmpeg, encoder: encoder.path }
  },
  out: (line) => console.log(line),
  err: (line) => console.error(`${isTerminal ? '\r\x1b[K' : ''}${line}`),
  ...(isTerminal && {
    onProgress: ({ percent }) => process.stderr.write(percent < 100 ? `\r${percent.toFixed(1)} %` : '\r\x1b[K'),
  }),
  signal: interrupted.signal,
})
