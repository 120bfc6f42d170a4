import { throughEdge } from '../shared/gateway'
import { createLog } from '../shared/log'
import { createApp } from './app'

export const handler = throughEdge(createApp({ log: createLog('conversion') }))
