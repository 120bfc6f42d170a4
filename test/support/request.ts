import type { HttpApp } from '../../lambdas/shared/http'
import { everyScope, formatScopes, type Scope } from '../../lambdas/shared/scopes'

/** What the gateway's authorizer tells a function about the caller. */
export function asOwner(owner: string | undefined, denied?: string, scopes: readonly Scope[] = everyScope) {
  return {
    event: {
      requestContext: {
        authorizer: {
          lambda: { ...(owner && { owner, scope: formatScopes(scopes) }), ...(denied && { denied }) },
        },
      },
    },
  }
}

export interface Answer<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

/** Calls an app as the gateway does on behalf of `owner`; a body that is not a string is sent as JSON. */
export function caller(app: HttpApp, owner?: string) {
  return async <T = ProblemBody>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> => {
    const response = await app.request(
      path,
      {
        method,
        headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      owner === undefined ? {} : asOwner(owner),
    )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T }
  }
}

/** The kind of problem and the fields that are named, for one comparison in a test. */
export function problemIn({ status, headers, body }: Answer<ProblemBody>) {
  return {
    status,
    type: body.type,
    isProblem:
      headers.get('content-type') === 'application/problem+json' && body.status === status && body.detail !== '',
    fields: [...new Set(body.errors?.map(({ field }) => field))],
  }
}

export function aProblem(status: number, code: string, fields: readonly string[] = []) {
  return {
    status,
    type: `/problems/${code}`,
    isProblem: true,
    fields,
  }
}
