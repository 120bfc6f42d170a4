import { randomBytes } from 'node:crypto'
import { handle } from 'hono/aws-lambda'
import { v7 } from 'uuid'
import { mediaRoot } from '../jobs/media-root'
import { readEnv } from '../shared/env'
import { createApp } from './app'
import { UploadsEnv } from './env'

const app = createApp({
  ...mediaRoot('uploads'),
  maxSize: Number(readEnv(UploadsEnv).maxSize),
  newId: () => v7(),
  newSecret: () => randomBytes(24).toString('base64url'),
})

export const handler = handle(app)
