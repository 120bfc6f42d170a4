import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, badBody, callerRefused, idempotencyKey, jsonBody, needs, refuses } from '../shared/openapi'
import { Import, newImport } from './new-import'

const common = { tags: ['imports'], security: needs('uploads:write') }
const NewImport = newImport({ http: false, trustedHosts: [] })

export const paths: ZodOpenApiPathsObject = {
  '/v1/imports': {
    post: {
      ...common,
      summary: 'Have a file fetched from its address',
      requestParams: { header: idempotencyKey },
      requestBody: jsonBody(NewImport),
      responses: {
        201: answers('Reserved: it is fetched, then converted', Import),
        ...refuses(...badBody, ...callerRefused, 'wrong-state', 'idempotency-key-reused', 'quota-exceeded'),
      },
    },
  },
}
