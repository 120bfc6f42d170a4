import { join } from 'node:path'

/** Every file and folder of the local cloud. All of them are under `.audiolift/`, which git ignores. */
export interface Paths {
  readonly root: string
  /** Holds everything of one local cloud. Tests use a home of their own, so they run beside `npm start`. */
  readonly home: string
  /** Tools are shared by all homes. */
  readonly venv: string
  readonly node24: string
  readonly toolsLock: string
  readonly requirements: string
  readonly page: string
  readonly state: string
  readonly s3: string
  readonly tmp: string
  readonly logs: string
  readonly cdkOut: string
  readonly lock: string
  readonly addresses: string
  readonly ports: string
  readonly deployed: string
  /** Exists once the CDK's own stack exists; removed with the state. */
  readonly bootstrapped: string
  /** Exists while a deployment runs. If a start finds it, the deployment was interrupted. */
  readonly deploying: string
  /** Exists while the emulator runs. If a start finds it, the state was not saved. */
  readonly running: string
  readonly samples: string
  /** The record of the functions' calls to AWS, which the end-to-end tests keep. */
  readonly calls: string
}

/**
 * @param root the project's folder; scripts are started there, so the default is the current folder.
 * @param homeName a folder in it for one local cloud. Another folder in `AUDIOLIFT_HOME` makes a second cloud beside the first.
 */
export function pathsUnder(root = process.cwd(), homeName = process.env.AUDIOLIFT_HOME ?? '.audiolift'): Paths {
  const tools = join(root, '.audiolift')
  const home = join(root, homeName)
  return {
    root,
    home,
    venv: join(tools, 'venv'),
    node24: join(tools, 'node24'),
    toolsLock: join(tools, 'tools.lock'),
    requirements: join(root, 'local', 'requirements.txt'),
    page: join(root, '.build', 'web'),
    state: join(home, 'state'),
    s3: join(home, 's3'),
    tmp: join(home, 'tmp'),
    logs: join(home, 'logs'),
    cdkOut: join(home, 'cdk.out'),
    lock: join(home, 'start.lock'),
    addresses: join(home, 'local.json'),
    ports: join(home, 'ports.json'),
    deployed: join(home, 'deployed.json'),
    bootstrapped: join(home, 'state', 'bootstrapped'),
    deploying: join(home, 'deploying'),
    running: join(home, 'state', 'running'),
    samples: join(tools, 'samples'),
    calls: join(home, 'calls'),
  }
}
