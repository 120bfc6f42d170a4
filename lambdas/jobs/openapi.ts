import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, idPath, refuses, signedIn } from '../shared/openapi'
import { AudioParams, ListParams } from './app'
import { QuotaView } from './quota-view'
import { JobView } from './view'

const common = { tags: ['jobs'], security: signedIn }
const requestParams = { path: idPath }
const job = answers('The job', JobView)

export const paths: ZodOpenApiPathsObject = {
  '/v1/jobs': {
    get: {
      ...common,
      summary: 'My jobs, newest first',
      requestParams: { query: ListParams },
      responses: {
        200: answers(
          'A page',
          z.object({ jobs: z.array(JobView), nextCursor: z.string().optional() }).meta({ id: 'JobPage' }),
        ),
        ...refuses('invalid-request', 'unauthenticated'),
      },
    },
  },
  '/v1/quota': {
    get: {
      ...common,
      summary: 'My limits, and what I have used of them',
      responses: { 200: answers('Limits and use', QuotaView), ...refuses('unauthenticated') },
    },
  },
  '/v1/jobs/{id}': {
    get: {
      ...common,
      summary: 'One job',
      requestParams,
      responses: { 200: job, ...refuses('unauthenticated', 'not-found') },
    },
    delete: {
      ...common,
      summary: 'Remove the job and its media; cancels it first if need be',
      requestParams,
      responses: { 204: { description: 'Removed' }, ...refuses('unauthenticated', 'not-found') },
    },
  },
  '/v1/jobs/{id}/audio': {
    get: {
      ...common,
      summary: 'The audio',
      requestParams: { path: idPath, query: AudioParams },
      responses: {
        200: answers(
          'With `redirect=false`',
          z.object({ url: z.url(), expiresAt: z.iso.datetime() }).meta({ id: 'AudioLink' }),
        ),
        302: { description: 'To a URL that downloads the audio; valid for 5 minutes' },
        ...refuses('unauthenticated', 'not-found', 'wrong-state'),
      },
    },
  },
  '/v1/jobs/{id}/cancel': {
    post: {
      ...common,
      summary: 'Cancel',
      requestParams,
      responses: { 200: job, ...refuses('unauthenticated', 'not-found', 'wrong-state') },
    },
  },
  '/v1/jobs/{id}/retry': {
    post: {
      ...common,
      summary: 'Try a failed job again, while its source is kept',
      requestParams,
      responses: {
        200: job,
        ...refuses('unauthenticated', 'not-found', 'wrong-state', 'source-removed', 'quota-exceeded'),
      },
    },
  },
}
