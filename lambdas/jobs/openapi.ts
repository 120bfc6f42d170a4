import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, callerRefused, idempotencyKey, idPath, needs, refuses } from '../shared/openapi'
import { AudioParams, ListParams, PeaksParams } from './app'
import { QuotaView } from './quota-view'
import { JobView } from './view'

const read = { tags: ['jobs'], security: needs('jobs:read') }
const write = { tags: ['jobs'], security: needs('jobs:write') }
const requestParams = { path: idPath }
const job = answers('The job', JobView)
const link = answers(
  'With `redirect=false`',
  z.object({ url: z.url(), expiresAt: z.iso.datetime() }).meta({ id: 'AudioLink' }),
)

export const paths: ZodOpenApiPathsObject = {
  '/v1/jobs': {
    get: {
      ...read,
      summary: 'My jobs, newest first',
      requestParams: { query: ListParams },
      responses: {
        200: answers(
          'A page. With a filter it may be short while there are more: go on at its `nextCursor`',
          z.object({ jobs: z.array(JobView), nextCursor: z.string().optional() }).meta({ id: 'JobPage' }),
        ),
        ...refuses('invalid-request', ...callerRefused),
      },
    },
  },
  '/v1/quota': {
    get: {
      ...read,
      summary: 'My limits, and what I have used of them',
      responses: { 200: answers('Limits and use', QuotaView), ...refuses(...callerRefused) },
    },
  },
  '/v1/jobs/{id}': {
    get: {
      ...read,
      summary: 'One job',
      requestParams,
      responses: { 200: job, ...refuses(...callerRefused, 'not-found') },
    },
    delete: {
      ...write,
      summary: 'Remove the job and its media; cancels it first if need be',
      requestParams,
      responses: { 204: { description: 'Removed' }, ...refuses(...callerRefused, 'not-found') },
    },
  },
  '/v1/jobs/{id}/audio': {
    get: {
      ...read,
      summary: 'The audio',
      requestParams: { path: idPath, query: AudioParams },
      responses: {
        200: link,
        302: { description: 'To a URL that downloads the audio; valid for 5 minutes' },
        ...refuses('invalid-request', ...callerRefused, 'not-found', 'wrong-state'),
      },
    },
  },
  '/v1/jobs/{id}/peaks': {
    get: {
      ...read,
      summary: 'The peaks of the audio’s waveform, to draw it',
      description:
        'JSON as audiowaveform writes it and wavesurfer.js reads it: `{version, channels, sample_rate, samples_per_pixel, bits, length, data}`, where `data` has the least and the greatest sample of each pixel, as signed bytes.',
      requestParams: { path: idPath, query: PeaksParams },
      responses: {
        200: link,
        302: { description: 'To a URL that gives the peaks; valid for 5 minutes' },
        ...refuses('invalid-request', ...callerRefused, 'not-found', 'wrong-state'),
      },
    },
  },
  '/v1/jobs/{id}/cancel': {
    post: {
      ...write,
      summary: 'Cancel',
      requestParams,
      responses: { 200: job, ...refuses(...callerRefused, 'not-found', 'wrong-state') },
    },
  },
  '/v1/jobs/{id}/retry': {
    post: {
      ...write,
      summary: 'Try a failed job again, while its source is kept',
      requestParams: { ...requestParams, header: idempotencyKey },
      responses: {
        200: job,
        ...refuses(
          'invalid-request',
          ...callerRefused,
          'not-found',
          'wrong-state',
          'source-removed',
          'idempotency-key-reused',
          'quota-exceeded',
        ),
      },
    },
  },
}
