import { randomBytes } from 'node:crypto'
import { handle } from 'hono/aws-lambda'
import { v7 } from 'uuid'
import { createApp } from './app'
import { partSizeFor } from './domain'
import { uploadsRoot } from './root'

const root = uploadsRoot()
const app = createApp({
  ...root,
  importPartSize: partSizeFor(root.maxSize),
  newId: () => v7(),
  newSecret: () => randomBytes(24).toString('base64url'),
})

export const handler = handle(app)
