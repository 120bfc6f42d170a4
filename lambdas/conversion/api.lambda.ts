import { handle } from 'hono/aws-lambda'
import { createLog } from '../shared/log'
import { createApp } from './app'

export const handler = handle(createApp({ log: createLog('conversion') }))
