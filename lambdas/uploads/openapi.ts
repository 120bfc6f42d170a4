import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { JobView } from '../jobs/view'
import { answers, badBody, callerRefused, idempotencyKey, idPath, jsonBody, needs, refuses } from '../shared/openapi'
import { ArrivedParts, newUpload, PartNumbers, PartUrls, Reservation } from './domain'

const common = { tags: ['uploads'], security: needs('uploads:write') }
const requestParams = { path: idPath }
/** The document is one for all stages; each stage says its own limit in its answer. */
const NewUpload = newUpload(200 * 1024 ** 3)

export const paths: ZodOpenApiPathsObject = {
  '/v1/uploads': {
    post: {
      ...common,
      summary: 'Reserve a job and get the URLs for its source',
      requestParams: { header: idempotencyKey },
      requestBody: jsonBody(NewUpload),
      responses: {
        201: answers('Reserved; the URLs of the first 100 parts', Reservation),
        ...refuses(...badBody, ...callerRefused, 'wrong-state', 'idempotency-key-reused', 'quota-exceeded'),
      },
    },
  },
  '/v1/uploads/{id}/parts': {
    post: {
      ...common,
      summary: 'More or fresh URLs',
      requestParams,
      requestBody: jsonBody(PartNumbers),
      responses: {
        200: answers('Valid for an hour', PartUrls),
        ...refuses(...badBody, ...callerRefused, 'not-found', 'wrong-state'),
      },
    },
    get: {
      ...common,
      summary: 'What has arrived',
      requestParams,
      responses: {
        200: answers('The plan and the parts that are there', ArrivedParts),
        ...refuses(...callerRefused, 'not-found', 'wrong-state'),
      },
    },
  },
  '/v1/uploads/{id}/complete': {
    post: {
      ...common,
      summary: 'Finish: from here on the job ends in done or failed',
      requestParams,
      responses: {
        202: answers('The source is whole; safe to repeat', z.object({ job: JobView }).meta({ id: 'Completed' })),
        ...refuses(...callerRefused, 'not-found', 'wrong-state', 'upload-incomplete'),
      },
    },
  },
  '/v1/uploads/{id}': {
    delete: {
      ...common,
      summary: 'Give the upload up',
      requestParams,
      responses: { 204: { description: 'Given up' }, ...refuses(...callerRefused, 'not-found', 'wrong-state') },
    },
  },
}
