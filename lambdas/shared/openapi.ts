import * as z from 'zod'
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { fieldCodes, type ProblemCode, problems } from './errors'
import type { Scope } from './scopes'

/** The building blocks of the rooms' API descriptions. Documentation only: no function bundles this. */

export const ProblemSchema = z
  .object({
    type: z.string().meta({ description: 'Stable code of the kind of problem', example: '/problems/invalid-request' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'A sentence for the user' }),
    errors: z
      .array(
        z.object({
          field: z.string().meta({ example: 'options.bitrate' }),
          code: z.enum(fieldCodes).meta({ description: 'Stable code of what is wrong with it' }),
          message: z.string().meta({ description: 'A sentence for the user' }),
          limit: z.number().optional().meta({ description: 'How much is allowed, where it is too much or too little' }),
        }),
      )
      .optional(),
    scope: z
      .string()
      .optional()
      .meta({ description: 'Of `insufficient-scope`: what the token would have to be good for' }),
    retryAfter: z.int().optional().meta({ description: 'Of `too-many-requests`: seconds' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

const QuotaProblem = ProblemSchema.extend({
  limit: z.string().optional().meta({ description: 'Which limit; as in `GET /v1/quota`', example: 'activeJobs' }),
  value: z.number().optional().meta({ description: 'Its value' }),
  freesAt: z.iso
    .datetime()
    .optional()
    .meta({ description: 'When there is room again, at the latest; absent where that cannot be told' }),
}).meta({ id: 'QuotaProblem', description: 'Problem details of `quota-exceeded`' })

export function jsonBody(schema: z.ZodType) {
  return { required: true, content: { 'application/json': { schema } } }
}

export function answers(description: string, schema: z.ZodType) {
  return {
    description,
    content: { 'application/json': { schema } },
  }
}

/** Refusals of a route that reads a body, before its own checks. */
export const badBody = ['invalid-request', 'body-too-large', 'unsupported-body'] as const satisfies ProblemCode[]

/** One response for each HTTP status among the codes; `internal` is always possible. */
export function refuses(...codes: readonly ProblemCode[]): ZodOpenApiResponsesObject {
  const responses: Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> = {}
  for (const code of [...codes, 'internal'] as const) {
    const { status, title } = problems[code]
    const key = `${status}` as const
    const earlier = responses[key]?.description
    responses[key] = {
      description: `${earlier ? `${earlier}; ` : ''}\`${code}\`: ${title}`,
      content: { 'application/problem+json': { schema: status === 429 ? QuotaProblem : ProblemSchema } },
    }
  }
  return responses
}

export const idPath = z.object({ id: z.uuid().meta({ description: 'Id of the job' }) })

/** A token is needed, and it must have this scope (OpenAPI 3.1 lets every kind of security scheme name what it requires). */
export function needs(scope: Scope) {
  return [{ bearer: [scope] }]
}

/** Refusals of a private route, before its own checks. */
export const callerRefused = [
  'unauthenticated',
  'insufficient-scope',
  'too-many-requests',
] as const satisfies ProblemCode[]

/** For requests that may be repeated with the same answer. */
export const idempotencyKey = z.object({
  'Idempotency-Key': z.string().max(255).optional().meta({
    description:
      'A string of your own, such as a UUID: for 24 hours, the same request under it is done once and answered with the job that it made',
  }),
})
