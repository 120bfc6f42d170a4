import { newIds } from '../jobs/new-ids'
import { partSizeFor } from '../jobs/part-size'
import { throughEdge } from '../shared/gateway'
import { createApp } from './app'
import { importsRoot } from './root'

const root = importsRoot()
const app = createApp({ ...root, ...newIds, importPartSize: partSizeFor(root.maxSize) })

export const handler = throughEdge(app)
