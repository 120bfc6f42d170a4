import { handle } from 'hono/aws-lambda'
import openapi from '../../docs/openapi.json'
import { createLog } from '../shared/log'
import { createApp } from './app'

export const handler = handle(createApp({ openapi, log: createLog('gateway') }))
