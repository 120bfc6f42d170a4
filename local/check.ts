import { runMain } from './errors'
import { run } from './processes'

/**
 * `npm run check`: every check that does not need the local cloud. Prints one line per check, and the output of those that
 * failed.
 */
interface Check {
  readonly name: string
  /** Arguments of this Node. */
  readonly args: readonly string[]
}

function bin(path: string) {
  return `node_modules/${path}`
}

/** The long ones first: two run at a time, and the short ones fill the gaps. */
const checks: readonly Check[] = [
  {
    name: 'infrastructure tests',
    // Colours are for terminals, and one worker for the one core that is left.
    args: [bin('jest/bin/jest.js'), '--selectProjects', 'infra', '--maxWorkers=1', '--silent'],
  },
  { name: 'CloudFormation (cfn-lint)', args: ['--import', 'tsx', 'test/infra/cfn-lint.ts'] },
  { name: 'style (biome)', args: [bin('@biomejs/biome/bin/biome'), 'check'] },
  { name: 'types', args: [bin('typescript-7/bin/tsc'), '--noEmit'] },
  { name: 'types of the page', args: [bin('typescript-7/bin/tsc'), '--noEmit', '--project', 'web/tsconfig.json'] },
  { name: 'API description and its types', args: ['--import', 'tsx', 'docs/write-openapi.ts', '--check'] },
  {
    name: 'imports (dependency-cruiser)',
    args: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      ...['bin', 'lib', 'lambdas', 'local', 'client', 'cli', 'media', 'protocol', 'options', 'web'],
    ],
  },
]

const atOnce = 2

interface Outcome {
  readonly name: string
  readonly passed: boolean
  /** The check's output, if it failed. */
  readonly output: string
}

async function main(): Promise<number> {
  const waiting = [...checks]
  const outcomes: Outcome[] = []
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) outcomes.push(await outcomeOf(check))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))

  const failed = outcomes.filter(({ passed }) => !passed)
  for (const { name, output } of failed) console.log(`\n── ${name} ──\n${output.trim()}`)
  return failed.length === 0 ? 0 : 1
}

async function outcomeOf({ name, args }: Check): Promise<Outcome> {
  const began = performance.now()
  const { code, stdout, stderr, unstartable } = await run(process.execPath, args)
  const passed = code === 0
  const seconds = (performance.now() - began) / 1000
  console.log(`  ${passed ? '✓' : '✗'} ${seconds.toFixed(1).padStart(5)} s  ${name}`)
  return { name, passed, output: unstartable ?? `${stdout}\n${stderr}` }
}

void runMain(main)
