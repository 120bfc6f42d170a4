import { queueHandler } from '../shared/batch'
import { giveUp } from './give-up'
import { jobsRoot } from './root'

const deps = jobsRoot('jobs')

export const handler = queueHandler((body) => giveUp(deps, body), deps.log)
