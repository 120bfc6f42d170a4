import { join } from 'node:path'
import { runCommand } from './command'
import { findEncoder } from './encoder-binary'
import { findFfmpeg } from './ffmpeg-binary'

const root = join(import.meta.dirname, '../../..')

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => interrupted.abort())

const isTerminal = process.stderr.isTTY
process.exitCode = await runCommand(process.argv.slice(2), {
  // npm runs scripts in the project's directory and says here where the person is.
  directory: process.env.INIT_CWD ?? process.cwd(),
  findPrograms: () => ({ ffmpeg: findFfmpeg(root), encoder: findEncoder(root) }),
  out: (line) => console.log(line),
  err: (line) => console.error(`${isTerminal ? '\r\x1b[K' : ''}${line}`),
  ...(isTerminal && {
    onProgress: ({ percent }) => process.stderr.write(percent < 100 ? `\r${percent.toFixed(1)} %` : '\r\x1b[K'),
  }),
  signal: interrupted.signal,
})
