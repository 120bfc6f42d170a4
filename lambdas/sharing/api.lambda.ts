import { handle } from 'hono/aws-lambda'
import { mediaRoot } from '../jobs/media-root'
import { createApp } from './app'

export const handler = handle(createApp(mediaRoot('sharing')))
