import { queueHandler } from '../shared/batch'
import { arrive } from './arrive'
import { jobsRoot } from './root'

const deps = jobsRoot('jobs')

export const handler = queueHandler((body) => arrive(deps, body), deps.log)
