import { handle } from 'hono/aws-lambda'
import { newIds } from '../jobs/new-ids'
import { partSizeFor } from '../jobs/part-size'
import { createApp } from './app'
import { importsRoot } from './root'

const root = importsRoot()
const app = createApp({ ...root, ...newIds, importPartSize: partSizeFor(root.maxSize) })

export const handler = handle(app)
