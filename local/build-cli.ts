import { buildCli } from '../cli/build'
import { runMain } from './errors'

/** `npm run cli:build`: the command line as one file, for `npx audiolift` and for other machines. */
void runMain(async () => {
  console.log((await buildCli()).path)
  return 0
})
