import { throughEdge } from '../shared/gateway'
import { createApp } from './app'
import { mediaRoot } from './media-root'

export const handler = throughEdge(createApp(mediaRoot('jobs')))
