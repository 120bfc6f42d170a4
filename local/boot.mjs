/**
 * The entry point of every `npm` script: `node local/boot.mjs TARGET.ts [args]`.
 *
 * Installs the npm packages if they are missing or out of date, then runs TARGET with tsx. It must start before anything
 * is installed and under any Node that supports ES modules, so it uses built-ins only and no syntax newer than Node 12.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldestNode = [20, 19]
/** Milliseconds. */
const lookForNpmEvery = 250
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.audiolift-installed')
const log = join(root, '.audiolift', 'logs', 'npm.log')
const lock = join(root, '.audiolift', 'install.lock')

/** The signal that asked us to stop, if one did. */
let stoppedBy = ''

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = stoppedBy ? 128 + signalNumbers[stoppedBy] : 1
})

async function main([target, ...args]) {
  if (isTooOld(process.versions.node)) {
    throw new Error(
      `Audiolift needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}. Install a newer one from https://nodejs.org and start again.`,
    )
  }
  if (!target) throw new Error('Usage: node local/boot.mjs TARGET.ts [arguments]')
  if (!isInstalled()) await underLock(install)
  await runTarget(target, args)
}

function isTooOld(version) {
  const [major, minor] = version.split('.').map(Number)
  return major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
}

/** Both npm commands we run end by writing `stamp`; one run by hand ends by writing npm's own hidden lock file. */
function isInstalled() {
  if (!existsSync(join(modules, 'tsx', 'package.json'))) return false
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()) return true
  const hidden = join(modules, '.package-lock.json')
  return existsSync(hidden) && existsSync(lockFile()) && statSync(hidden).mtimeMs >= statSync(lockFile()).mtimeMs
}

function lockFile() {
  return join(root, 'package-lock.json')
}

/** What an installation depends on: the exact lock file and the platform its binaries are for. */
function wanted() {
  const source = existsSync(lockFile()) ? lockFile() : join(root, 'package.json')
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex')
  return `${hash} ${process.platform} ${process.arch}\n`
}

async function install() {
  if (isInstalled()) return
  const started = Date.now()
  rmSync(stamp, { force: true })
  mkdirSync(dirname(log), { recursive: true })
  writeFileSync(log, '')
  process.stdout.write('Installing the npm packages (once, about a minute) … ')
  const exact = existsSync(lockFile()) && (await npm('ci')) === 0
  // `npm ci` refuses a lock file that does not match an edited package.json; `npm install` updates it.
  if (!exact && !stoppedBy && (await npm('install', '--no-save')) !== 0 && !stoppedBy) {
    process.stdout.write('failed\n')
    throw new Error(`npm could not install the packages: ${lastNpmError()} The full output is in ${log}.`)
  }
  if (stoppedBy) throw new Error('stopped before it had finished; the next start continues.')
  writeFileSync(stamp, wanted())
  process.stdout.write(`done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}

function lastNpmError() {
  const lines = readFileSync(log, 'utf8').split('\n')
  const errors = lines.filter((line) => /^npm (error|ERR!)/.test(line) && !/complete log|A complete log/.test(line))
  const reason = errors.filter((line) => !/ (code|errno|syscall) /.test(line))[0] || errors[0] || 'no reason was given'
  return `${reason.replace(/^npm (error|ERR!) ?/, '').trim()}.`.replace(/\.\.$/, '.')
}

function npm(...verb) {
  // Nothing that we use needs its install script, and that of ffmpeg-static downloads from a code host.
  const args = [
    ...verb,
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const own = process.env.npm_execpath || ''
  const [command, before] = /npm-cli\.c?js$/.test(own) ? [process.execPath, [own]] : ['npm', []]
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk) => appendFileSync(log, chunk))
    child.stderr.on('data', (chunk) => appendFileSync(log, chunk))
    child.on('error', () => reject(new Error('npm was not found. It comes with Node: https://nodejs.org')))
    child.on('close', (code) => resolve(code))
    passSignals(child)
  })
}

/** Two commands started at once in a fresh clone must not install into the same folder: the second waits for the first. */
async function underLock(work) {
  mkdirSync(dirname(lock), { recursive: true })
  let told = false
  while (!takeLock()) {
    if (!told) console.log('Waiting for another command that is installing the npm packages …')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** As local/lock.ts does, which cannot be imported before the packages are there. */
function takeLock() {
  if (create(lock, String(process.pid))) return true
  if (isHeld()) return false
  // One process at a time removes a dead one's lock, and looks again first: another may have taken it over since.
  const mark = `${lock}.removing`
  if (!create(mark, '')) {
    const since = statSync(mark, { throwIfNoEntry: false })
    if (since && Date.now() - since.mtimeMs > 5000) rmSync(mark, { force: true })
    return false
  }
  try {
    if (!isHeld()) rmSync(lock, { force: true })
  } finally {
    rmSync(mark, { force: true })
  }
  return false
}

function isHeld() {
  try {
    return isAlive(Number(readFileSync(lock, 'utf8')))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return false
  }
}

/** Creates a file that nobody sees without its text, unless it is there already. */
function create(file, text) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(draft, { force: true })
  }
}

function isAlive(pid) {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** The channel tells TARGET when this process is killed (SIGKILL), so that no process is left behind even then. */
function runTarget(target, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', target, ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // On Node 20 the AWS SDK prints a nine-line warning about 2027; the Lambdas run on Node 24.
    env: Object.assign({}, process.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }),
  })
  passSignals(child)
  endWithNpm(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.exitCode = code === null ? 128 + (signalNumbers[signal] || 9) : code
      resolve()
    })
  })
}

/**
 * npm runs us in a shell and passes signals only to that shell, which ends without telling us. If npm itself is killed, it
 * tells nobody. So under npm, a change of our ancestors means that npm was told to stop.
 */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const before = ancestors()
  const timer = setInterval(() => {
    if (ancestors() === before) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, lookForNpmEvery)
  child.on('exit', () => clearInterval(timer))
}

/** Our parent; and its parent, where a shell stands between us and npm. */
function ancestors() {
  const stat = `/proc/${process.ppid}/stat`
  const shell = existsSync(stat) ? /\(\w*sh\) \S (\d+)/.exec(readFileSync(stat, 'utf8')) : null
  return `${process.ppid} ${shell ? shell[1] : ''}`
}

function passSignals(child) {
  for (const signal of Object.keys(signalNumbers)) {
    const pass = () => {
      stoppedBy = stoppedBy || signal
      child.kill(signal)
    }
    process.on(signal, pass)
    child.on('exit', () => process.removeListener(signal, pass))
  }
}
