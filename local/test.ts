import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runMain } from './errors'
import { pathsUnder } from './paths'
import { createSteps, printSteps } from './steps'
import { prepareToolchain } from './toolchain'

/**
 * `npm test [-- PATTERN]`: all everyday tests, from static checks to end-to-end tests on the local cloud, in about 15 minutes.
 * `npm run test:full [-- PATTERN]`: the long tests too (`test/full/`). With a pattern, only the tests whose path matches it; a
 * pattern that contains `test/full` includes the long ones.
 */
async function main(): Promise<number> {
  const patterns = process.argv.slice(2).filter((argument) => argument !== '--full')
  const isFull = process.argv.includes('--full') || patterns.some((pattern) => pattern.includes('test/full'))
  const paths = pathsUnder()
  await prepareToolchain(paths, createSteps(printSteps(console.log)))
  const checked = patterns.length > 0 ? 0 : await node(['--import', 'tsx', 'local/check.ts'])
  const report = join(paths.home, 'jest.json')
  // Jest would leave one core free, but most of what tests wait for are programs and the local cloud. Those in `alone` and `full` kill
  // its processes.
  const turns = [
    [...(patterns.length > 0 ? ['unit', 'infra'] : ['unit']), '--maxWorkers=100%'],
    ['e2e', '--maxWorkers=100%'],
    ['alone', '--runInBand'],
    ...(isFull ? [['second-emulator'], ['full', '--runInBand']] : []),
  ]
  const outcomes: Outcome[] = []
  for (const turn of turns) {
    outcomes.push(await jest(turn, report, patterns))
    // On the calls of all everyday tests, before the long ones add theirs.
    if (turn[0] === 'alone') outcomes.push(await permissions(patterns))
  }
  const sum = (count: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[count], 0)
  console.log(`\nTests: ${sum('passed')} passed, ${sum('failed')} failed`)
  return checked === 0 && outcomes.every(({ code }) => code === 0) ? 0 : 1
}

interface Outcome {
  readonly code: number
  readonly passed: number
  readonly failed: number
}

/** `npm run permissions`, on the templates that the checks have just made. */
async function permissions(patterns: readonly string[]): Promise<Outcome> {
  console.log('\nPermissions')
  if (patterns.length > 0) {
    console.log('Not proved: that takes the calls of all end-to-end tests. After a whole run, say npm run permissions.')
    return { code: 0, passed: 0, failed: 0 }
  }
  return { code: await node(['--import', 'tsx', 'test/permissions/cli.ts', '--made']), passed: 0, failed: 0 }
}

async function jest(turn: readonly string[], report: string, patterns: readonly string[]): Promise<Outcome> {
  rmSync(report, { force: true })
  const options = ['--selectProjects', ...turn, '--passWithNoTests', '--json', `--outputFile=${report}`]
  const code = await node(['node_modules/jest/bin/jest.js', ...patterns, ...options], ['inherit', 'ignore', 'inherit'])
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  // A suite that does not load has no failed test, but it is a failure.
  return { code, passed: numPassedTests, failed: numFailedTests || numFailedTestSuites }
}

function node(
  args: readonly string[],
  stdio: ('inherit' | 'ignore')[] = ['inherit', 'inherit', 'inherit'],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

void runMain(main)
