import { describeFormats } from '../shared/audio/describe'
import { createHttpApp, type HttpApp } from '../shared/http'
import type { Log } from '../shared/log'

const formats = { formats: describeFormats() }

export function createApp({ log }: { readonly log: Log }): HttpApp {
  const app = createHttpApp(log)
  app.get('/v1/formats', (c) => c.json(formats))
  return app
}
