import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { noteFile } from '../../permissions/record'

/** Notes which test files ran, so that `npm run permissions` knows whether it has seen all calls. */
appendFileSync(noteFile(), `${relative(process.cwd(), expect.getState().testPath ?? '')}\n`)
