import { mkdirSync, rmSync } from 'node:fs'
import { type LocalCloud, startLocalCloud } from '../../../local/local-cloud'
import { pathsUnder } from '../../../local/paths'
import { printSteps } from '../../../local/steps'
import { testHome } from './cloud'

declare global {
  var localCloud: LocalCloud | undefined
}

/** Starts the local cloud of the end-to-end tests, which writes down its functions' calls for `npm run permissions`. */
export default async (_config: unknown, { displayName }: { readonly displayName: { readonly name: string } }) => {
  const { calls } = pathsUnder(process.cwd(), testHome)
  // A record begins with the tests that run side by side; the others add to it.
  if (displayName.name === 'e2e') rmSync(calls, { recursive: true, force: true })
  mkdirSync(calls, { recursive: true })
  globalThis.localCloud = await startLocalCloud({ home: testHome, recordsCalls: true, onStep: printSteps(console.log) })
}
