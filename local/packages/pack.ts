import { runMain } from '../errors'
import { packCli } from './cli-package'
import { packClient } from './client-package'
import { readRootManifest } from './manifest'

/** `npm run packages`: the tarballs to install or to publish; prints their paths. */
void runMain(async () => {
  const root = readRootManifest()
  console.log(await packCli(root))
  console.log(await packClient(root))
  return 0
})
