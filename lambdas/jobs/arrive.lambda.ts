import { queueHandler } from '../shared/batch'
import { arrive } from './arrive'
import { mediaRoot } from './media-root'

const deps = mediaRoot('jobs')

export const handler = queueHandler((body) => arrive(deps, body), deps.log)
