import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, refuses } from '../shared/openapi'

const Format = z.object({
  name: z.string(),
  contentType: z.string(),
  options: z.looseObject({}).meta({ description: 'JSON Schema of `options`' }),
})

export const paths: ZodOpenApiPathsObject = {
  '/v1/formats': {
    get: {
      tags: ['conversion'],
      summary: 'What can be asked for',
      security: [],
      responses: {
        200: answers('The formats and their options', z.object({ formats: z.array(Format) }).meta({ id: 'Formats' })),
        ...refuses(),
      },
    },
  },
}
