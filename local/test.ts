import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runMain } from './errors'
import { pathsUnder } from './paths'
import { createSteps, printSteps } from './steps'
import { prepareToolchain } from './toolchain'

/**
 * `npm test [-- PATTERN]`: everything that must hold, from static checks to the way through the local cloud. With a pattern, only the
 * tests whose path matches it.
 */
async function main(): Promise<number> {
  const patterns = process.argv.slice(2)
  const paths = pathsUnder()
  await prepareToolchain(paths, createSteps(printSteps(console.log)))
  const checked = patterns.length > 0 ? 0 : await node(['--import', 'tsx', 'local/check.ts'])
  const report = join(paths.home, 'jest.json')
  // The local cloud wants both cores for itself, so its tests do not run beside the others.
  const unit = await jest(patterns.length > 0 ? ['unit', 'infra'] : ['unit'], report, patterns)
  const e2e = await jest(['e2e'], report, patterns)
  console.log(`\nTests: ${unit.passed + e2e.passed} passed, ${unit.failed + e2e.failed} failed`)
  return checked === 0 && unit.code === 0 && e2e.code === 0 ? 0 : 1
}

interface Outcome {
  code: number
  passed: number
  failed: number
}

async function jest(projects: readonly string[], report: string, patterns: readonly string[]): Promise<Outcome> {
  rmSync(report, { force: true })
  const options = ['--selectProjects', ...projects, '--passWithNoTests', '--json', `--outputFile=${report}`]
  const code = await node(['node_modules/jest/bin/jest.js', ...patterns, ...options], ['inherit', 'ignore', 'inherit'])
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  // A suite that does not even load has no failed test, but it is a failure.
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
