import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { JobState, Row } from '../../../lambdas/jobs/domain'
import { ways } from '../../../lambdas/jobs/transition'
import { run } from '../../../local/processes'
import { states } from '../../support/jobs'

function kernel(name: string) {
  return JSON.stringify(resolve('lambdas/jobs', name))
}

const head = `
import type { Job, JobIn, Removed } from ${kernel('domain')}
import { step, type Transition } from ${kernel('transition')}
declare const job: <S extends Job['state']>(state: S) => JobIn<S>
declare const removed: Removed
declare const either: JobIn<'reserved' | 'converting'>
`
const rows: readonly Row['state'][] = [...states, 'removed']
function target(state: Row['state']) {
  return state === 'removed' ? 'removed' : `job('${state}')`
}

/** Pieces of code that the compiler refuses, by their number. */
async function refusedOf(pieces: readonly string[]): Promise<ReadonlySet<number>> {
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-types-'))
  const lines = head.split('\n').length
  const file = join(folder, 'steps.ts')
  writeFileSync(file, `${head}\n${pieces.join('\n')}\n`)
  const config = { extends: resolve('tsconfig.json'), include: [file], compilerOptions: { types: [] } }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { stdout } = await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '--project', folder])
  rmSync(folder, { recursive: true })
  const places = [...stdout.matchAll(/steps\.ts\((\d+),/g)].map(([, line]) => Number(line) - lines - 1)
  if (places.length === 0 || places.some((place) => place < 0)) throw new Error(stdout)
  return new Set(places)
}

describe('a step that a job cannot take', () => {
  const pairs = states.flatMap((from) => rows.map((to) => ({ from, to })))
  const isWay = ({ from, to }: { readonly from: JobState; readonly to: Row['state'] }) =>
    ways[from].some((way) => way === to)

  it('does not compile, and every other does', async () => {
    const refused = await refusedOf([
      ...pairs.map(({ from, to }) => `step(job('${from}'), ${target(to)})`),
      // From either of two states, only where both lead.
      "step(either, job('cancelled'))",
      "step(either, job('done'))",
      // Nor is there another way to a transition.
      "export const forged: Transition = { from: job('done'), to: job('uploaded'), unchanged: [] }",
      "step(removed, job('done'))",
    ])
    expect(pairs.filter((_, index) => !refused.has(index))).toEqual(pairs.filter(isWay))
    expect([0, 1, 2, 3].map((extra) => refused.has(pairs.length + extra))).toEqual([false, true, true, true])
  }, 60_000)
})
