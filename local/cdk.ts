import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { signal, treeOf, waitUntilGone } from './processes'

/** Any 12 digits do; this is the emulator's own account. */
export const account = '000000000000'
export const localRegion = 'us-east-1'

export interface CdkRun {
  readonly root: string
  /** The folder it runs in, by default the root. In a folder with a `cdk.json`, the CDK runs its app even if it is not needed. */
  readonly cwd?: string
  readonly emulatorUrl: string
  /** All its output goes here. */
  readonly log: string
  readonly signal?: AbortSignal | undefined
  readonly onLine?: (line: string) => void
}

/**
 * The environment of the CDK: the emulator's address and credentials, and nothing that could lead it to a real account or a
 * network. Proxies are left out because the emulator is on loopback.
 */
export function cdkEnvironment(root: string, emulatorUrl: string, env = process.env): NodeJS.ProcessEnv {
  return {
    PATH: [join(root, 'node_modules', '.bin'), env.PATH].filter(Boolean).join(delimiter),
    HOME: env.HOME,
    TMPDIR: env.TMPDIR,
    LANG: env.LANG,
    AWS_ENDPOINT_URL: emulatorUrl,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
    NO_COLOR: '1',
  }
}

/** Runs the CDK's command line. Aborting kills it and the app that it runs. Resolves with its exit code. */
export function cdk(
  args: readonly string[],
  { root, cwd = root, emulatorUrl, log, signal: abort, onLine }: CdkRun,
): Promise<number> {
  mkdirSync(join(log, '..'), { recursive: true })
  const file = createWriteStream(log, { flags: 'a' })
  file.write(`$ cdk ${args.join(' ')}\n`)
  return new Promise((resolve, reject) => {
    const program = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk')
    const child = spawn(process.execPath, [program, ...args, '--no-notices', '--no-color'], {
      cwd,
      env: cdkEnvironment(root, emulatorUrl),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let rest = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        file.write(chunk)
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) onLine?.(line)
      })
    }
    const kill = () => {
      if (child.pid !== undefined) killTree(child.pid).catch(reject)
    }
    if (abort?.aborted) kill()
    abort?.addEventListener('abort', kill, { once: true })
    child.once('error', reject)
    child.once('close', (code) => {
      abort?.removeEventListener('abort', kill)
      file.end(() => resolve(code ?? 1))
    })
  })
}

async function killTree(pid: number): Promise<void> {
  const tree = await treeOf(pid)
  for (const each of tree) signal(each, 'SIGKILL')
  await waitUntilGone(tree, 5000)
}
