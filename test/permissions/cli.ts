import { runMain } from '../../local/errors'
import { readHouse, synthesize } from '../infra/support/house'
import { operationsIn } from './bundles'
import { type Proof, prove } from './prove'
import { reasons } from './reasons'
import { missingTests, readCalls } from './record'

/** `npm run permissions`: whether AWS would allow every call that the last end-to-end tests recorded, and whether a role has more than it needs. */
async function main(): Promise<number> {
  const missing = missingTests()
  if (missing.length > 0) {
    console.log(
      `The record of calls is not complete: ${missing.length} end-to-end tests have not run since it began, among them ${missing[0]}. Run npm test -- test/e2e first.`,
    )
    return 1
  }
  const calls = readCalls()
  let code = 0
  for (const stage of ['dev', 'prod'] as const) {
    // `npm test` has just made them.
    if (!process.argv.includes('--made')) await synthesize(stage)
    const proof = await prove(readHouse(stage), { calls, bundled: operationsIn, reasons })
    console.log(summaryOf(stage, proof))
    for (const line of complaintsOf(proof)) console.log(`  ✗ ${line}`)
    for (const line of proof.reached) console.log(`  · ${line}: has a reason not to be called, and was`)
    if (complaintsOf(proof).length > 0) code = 1
  }
  return code
}

function summaryOf(stage: string, { requests, denied, unreached, unused, kept }: Proof): string {
  return `${stage}: ${requests} distinct requests, ${denied.length} denied, ${unused.length} granted and never called, ${unreached.length} bundled and never reached (beside ${kept} with a reason in test/permissions/reasons.ts)`
}

function complaintsOf({ denied, unreached, unused, stale }: Proof): readonly string[] {
  return [
    ...denied.map((line) => `denied: ${line}`),
    ...unused.map((line) => `granted, never called: ${line}`),
    ...unreached.map((line) => `in the bundle, reached by no test: ${line}`),
    ...stale.map((line) => `a reason for nothing: ${line}`),
  ]
}

void runMain(main)
