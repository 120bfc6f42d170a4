import { handle } from 'hono/aws-lambda'
import { createApp } from './app'
import { mediaRoot } from './media-root'

export const handler = handle(createApp(mediaRoot('jobs')))
