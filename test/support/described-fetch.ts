import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { Fetch } from '../../client/api/http'

type Json = Record<string, z.core.JSONSchema.JSONSchema>
interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Json }> }>
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Json }
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document
const paths = Object.keys(document.paths).map((path) => ({ path, pattern: patternOf(path) }))
const $defs = inJsonSchema(document.components.schemas)

/**
 * A fetch that looks at every answer of the running API, and throws an AnswerError when `docs/openapi.json` does not
 * describe it: an unknown route or status, another content type, a field that is missing, of another type, or unknown.
 */
export function describedFetch(fetch: Fetch = globalThis.fetch): Fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    const response = await fetch(request)
    const fault = await faultOf(request.method.toLowerCase(), pathname, response.clone())
    if (fault) throw new AnswerError(`${request.method} ${pathname} answered ${response.status}: ${fault}`)
    return response
  }
}

export class AnswerError extends Error {
  override readonly name = 'AnswerError'
}

async function faultOf(method: string, pathname: string, response: Response): Promise<string | undefined> {
  const path = paths.find(({ pattern }) => pattern.test(pathname))?.path
  const described = path && document.paths[path]?.[method]?.responses[response.status]
  if (!described) return 'docs/openapi.json knows no such route or status'
  const body = await response.text()
  if (!described.content) return body === '' ? undefined : 'there is a body, and none is described'
  const type = response.headers.get('content-type')?.split(';')[0] ?? ''
  const schema = described.content[type]?.schema
  if (!schema) return `it is ${type}, which is not described`
  const { error } = z.fromJSONSchema({ ...inJsonSchema(schema), $defs }).safeParse(JSON.parse(body))
  return error && z.prettifyError(error)
}

/** OpenAPI has its schemas elsewhere than a JSON Schema has. */
function inJsonSchema<T extends Json>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as T
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
}
