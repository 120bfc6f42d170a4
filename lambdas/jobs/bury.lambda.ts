import { queueHandler } from '../shared/batch'
import { bury } from './bury'
import { jobsRoot } from './root'

const deps = jobsRoot('jobs')

export const handler = queueHandler((body) => bury(deps, body), deps.log)
