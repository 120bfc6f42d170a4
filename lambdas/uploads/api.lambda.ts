import { mediaRoot } from '../jobs/media-root'
import { newIds } from '../jobs/new-ids'
import { readEnv } from '../shared/env'
import { throughEdge } from '../shared/gateway'
import { createApp } from './app'
import { UploadsEnv } from './env'

const app = createApp({ ...mediaRoot('uploads'), ...newIds, maxSize: Number(readEnv(UploadsEnv).maxSize) })

export const handler = throughEdge(app)
