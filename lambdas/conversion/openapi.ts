import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, refuses } from '../shared/openapi'

const Format = z.object({
  name: z.string(),
  title: z.string().meta({ description: 'For people' }),
  options: z.looseObject({}).meta({ description: 'JSON Schema (draft 2020-12) of `options` with this format' }),
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
