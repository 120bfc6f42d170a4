import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathsUnder } from '../../../../local/paths'
import { ensureVenv, venvPython } from '../../../../local/python'

export interface Moto {
  readonly url: string
  stop(): Promise<void>
}

const folder = 'test/full/second-emulator'

/** Installs moto where it is missing, and starts it on a free port. It ends with us, however we end. */
export async function startMoto(): Promise<Moto> {
  const paths = pathsUnder()
  const own = {
    ...paths,
    venv: join(paths.venv, '..', 'moto'),
    requirements: join(paths.root, folder, 'requirements.txt'),
  }
  await ensureVenv(own, 'the second emulator')
  mkdirSync(paths.logs, { recursive: true })
  const file = join(paths.logs, 'moto.log')
  const log = openSync(file, 'w')
  const server = spawn(venvPython(own), [join(paths.root, folder, 'server.py')], {
    stdio: ['pipe', 'pipe', log],
    env: { PATH: process.env.PATH, PYTHONUTF8: '1', AWS_DEFAULT_REGION: 'us-east-1', TZ: 'UTC' },
  })
  closeSync(log)
  const url = await addressOf(server)
  if (!url) throw new Error(`The second emulator did not start. Its messages are in ${file}.`)
  return { url, stop: () => stop(server) }
}

/** The first line that the server prints. */
async function addressOf(server: ChildProcess): Promise<string | undefined> {
  if (!server.stdout) return undefined
  const lines = createInterface(server.stdout)
  const [address] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
  lines.close()
  return address
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit')
  server.stdin?.end()
  await ended
}
