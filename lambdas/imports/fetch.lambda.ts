import { queueHandler } from '../shared/batch'
import { fetchSource } from './fetch'
import { openRemote } from './remote/open'
import { importsRoot } from './root'

const root = importsRoot()
/** Two minutes less than the function's timeout, so that a part in progress can be stored. */
const runTime = 13 * 60 * 1000
const deps = { ...root, open: openRemote({ policy: root.importPolicy }), runTime }

export const handler = queueHandler((body) => fetchSource(deps, body), deps.log)
