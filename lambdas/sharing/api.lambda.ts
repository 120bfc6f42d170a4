import { handle } from 'hono/aws-lambda'
import { jobsRoot } from '../jobs/root'
import { createApp } from './app'

export const handler = handle(createApp(jobsRoot('sharing')))
