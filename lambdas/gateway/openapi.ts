import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, refuses } from '../shared/openapi'

export const paths: ZodOpenApiPathsObject = {
  '/v1/health': {
    get: {
      tags: ['gateway'],
      summary: 'Is the API there?',
      security: [],
      responses: { 200: answers('It is', z.object({ status: z.literal('ok') }).meta({ id: 'Health' })), ...refuses() },
    },
  },
  '/v1/openapi.json': {
    get: {
      tags: ['gateway'],
      summary: 'This document',
      security: [],
      responses: { 200: answers('OpenAPI 3.1', z.looseObject({ openapi: z.string() })), ...refuses() },
    },
  },
}
