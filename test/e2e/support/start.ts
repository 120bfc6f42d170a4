import { type LocalCloud, startLocalCloud } from '../../../local/local-cloud'
import { printSteps } from '../../../local/steps'
import { testHome } from './cloud'

declare global {
  var localCloud: LocalCloud | undefined
}

/** Starts the local cloud of the end-to-end tests. */
export default async (): Promise<void> => {
  globalThis.localCloud = await startLocalCloud({ home: testHome, onStep: printSteps(console.log) })
}
