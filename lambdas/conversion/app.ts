import * as z from 'zod'
import { ConvertOptions } from '../jobs/domain'
import { createHttpApp, type HttpApp } from '../shared/http'
import type { Log } from '../shared/log'

/** Everything that can be asked for, as JSON Schema (draft 2020-12). */
const formats = {
  formats: [{ name: 'mp3', contentType: 'audio/mpeg', options: z.toJSONSchema(ConvertOptions, { io: 'input' }) }],
}

export const createApp = ({ log }: { readonly log: Log }): HttpApp => {
  const app = createHttpApp(log)
  app.get('/v1/formats', (c) => c.json(formats))
  return app
}
