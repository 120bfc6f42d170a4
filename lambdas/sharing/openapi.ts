import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { refuses } from '../shared/openapi'

export const paths: ZodOpenApiPathsObject = {
  '/v1/shares/{token}': {
    get: {
      tags: ['sharing'],
      summary: 'Open a link, such as the one in the mail',
      security: [],
      requestParams: { path: z.object({ token: z.string() }) },
      responses: { 302: { description: 'To a URL that downloads the audio' }, ...refuses('not-found') },
    },
  },
}
