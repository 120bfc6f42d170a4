import { handle } from 'hono/aws-lambda'
import { createApp } from './app'
import { jobsRoot } from './root'

export const handler = handle(createApp(jobsRoot('jobs')))
