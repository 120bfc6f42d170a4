import { createDocument } from 'zod-openapi'
import { paths as auth } from '../lambdas/auth/openapi'
import { paths as conversion } from '../lambdas/conversion/openapi'
import { paths as gateway } from '../lambdas/gateway/openapi'
import { paths as imports } from '../lambdas/imports/openapi'
import { paths as jobs } from '../lambdas/jobs/openapi'
import { scopes } from '../lambdas/shared/scopes'
import { paths as sharing } from '../lambdas/sharing/openapi'
import { paths as uploads } from '../lambdas/uploads/openapi'

/** The API of all rooms, from the schemas that validate its requests. */
export function openapiDocument() {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Audiolift',
      version: '1',
      description:
        'Lifts the audio out of video: reserve an upload, send the parts to S3, complete, and fetch the MP3.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'Address and password, for `POST /v1/auth/login` only.' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: `What a token must be good for: ${Object.entries(scopes)
            .map(([name, opens]) => `\`${name}\`: ${opens}`)
            .join(' ')}`,
        },
      },
    },
    paths: { ...gateway, ...auth, ...uploads, ...imports, ...jobs, ...conversion, ...sharing },
  })
}

/** The document as text, formatted as it is committed. */
export function openapiJson() {
  return `${JSON.stringify(openapiDocument(), null, 2)}\n`
}

export const openapiPath = 'docs/openapi.json'
