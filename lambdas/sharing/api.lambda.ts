import { mediaRoot } from '../jobs/media-root'
import { throughEdge } from '../shared/gateway'
import { createApp } from './app'

export const handler = throughEdge(createApp(mediaRoot('sharing')))
