import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stopOrphan } from './emulator'
import { runMain, UserError } from './errors'
import { livingHolder } from './lock'
import { pathsUnder } from './paths'

const usage = `Usage:
  npm run clean             remove everything the local cloud made; its tools stay
  npm run clean -- --all    remove the tools too (Python environment, Node 24)`

/** Tools take long to install and contain nothing of the user's. */
const tools = ['venv', 'node24']

runMain(async () => {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    console.log(usage)
    return 0
  }
  if (args.some((arg) => arg !== '--all')) throw new UserError(usage, 2)
  const { home } = pathsUnder()
  mkdirSync(home, { recursive: true })
  const entries = readdirSync(home)
  for (const name of ['', ...entries])
    if (statSync(join(home, name)).isDirectory()) await endWhatRuns(join('.audiolift', name))
  const doomed = entries.filter((entry) => args.includes('--all') || !tools.includes(entry))
  for (const entry of doomed) rmSync(join(home, entry), { recursive: true, force: true })
  for (const folder of ['.build', 'cdk.out']) rmSync(folder, { recursive: true, force: true })
  console.log(
    doomed.length > 0
      ? 'Removed. The next `npm start` begins with an empty local cloud.'
      : 'There is nothing to remove.',
  )
  return 0
})

/** Does not remove what a running command is using, and stops what a killed command left running. */
async function endWhatRuns(homeName: string): Promise<void> {
  const paths = pathsUnder(process.cwd(), homeName)
  const holder = await livingHolder(paths.lock)
  if (holder)
    throw new UserError(`Audiolift is running (process ${holder.pid}). Stop it with Ctrl-C there, then clean.`)
  await stopOrphan(paths, console.log)
}
