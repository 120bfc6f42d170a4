import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../../../local/processes'
import { temporaryFolder } from '../../support/temporary-folder'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** The folder whose `node` is the first on the PATH. */
  readonly node: string
  /** What the user's programs remember; by default nothing. */
  readonly home?: string
  /** All of standard input. */
  readonly input?: string
}

/** Someone else's project: a folder that was empty, with our packages installed from their tarballs. */
export interface Consumer {
  readonly folder: string
  /** Runs a command there, with nothing of this process's environment. */
  run(command: string, running: Running): Promise<Outcome>
}

/** Packs our packages, as `npm run packages` does. @returns the tarballs */
export async function packAll(): Promise<string[]> {
  const { code, stdout, stderr } = await run(process.execPath, ['--import', 'tsx', 'local/packages/pack.ts'])
  if (code !== 0) throw new Error(`${stdout}${stderr}`)
  return stdout.trim().split('\n')
}

/** @param packages what npm is to install: tarballs, or names with versions */
export async function consumerOf(packages: readonly string[]): Promise<Consumer> {
  const folder = temporaryFolder('consumer')
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const options = ['--no-audit', '--no-fund', '--loglevel=error']
  const { code, stderr } = await run('npm', ['install', ...options, ...packages], { cwd: folder })
  if (code !== 0) throw new Error(stderr)

  return {
    folder,
    run(command, { node, home = temporaryFolder('home'), input = '' }) {
      const [program = '', ...args] = command.split(/\s+/)
      const path = [node, process.env.PATH].join(delimiter)
      // npm tells of its own new versions on standard error, now and then.
      const env = { PATH: path, HOME: home, npm_config_update_notifier: 'false' }
      const child = spawn(program, args, { cwd: folder, env })
      child.stdin.end(input)
      const said = { stdout: '', stderr: '' }
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => {
          said[name] += text
        })
      return new Promise((resolve, reject) =>
        child.once('error', reject).once('close', (ended) => resolve({ code: ended ?? -1, ...said })),
      )
    },
  }
}
