/** Every kind of problem the API answers with: stable code → HTTP status and title. The code is part of the interface: never rename one. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-code': { status: 400, title: 'The code is not valid' },
  unauthenticated: { status: 401, title: 'Please sign in' },
  'wrong-credentials': { status: 401, title: 'The email address or the password is wrong' },
  'sign-in-again': { status: 403, title: 'Please sign in again' },
  'insufficient-scope': { status: 403, title: 'This token may not be used for that' },
  'wrong-address': { status: 403, title: 'This is not the API’s address' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'wrong-state': { status: 409, title: 'That is not possible in the present state' },
  'source-removed': { status: 409, title: 'The video is not kept any more' },
  'upload-incomplete': { status: 409, title: 'The upload is not complete' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-body': { status: 415, title: 'The request body must be JSON' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  'too-many-tokens': { status: 409, title: 'There are too many tokens' },
  'quota-exceeded': { status: 429, title: 'That is more than you may have at present' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemCode = keyof typeof problems

/** What may be wrong with a field: stable codes, for pages that say it in another language. Part of the interface: never rename one. */
export const fieldCodes = [
  /** It is missing, empty, or of another kind. */
  'expected',
  'unknown-field',
  /** It is not one of the allowed values. */
  'not-allowed',
  'malformed',
  'hidden-characters',
  'too-short',
  'too-long',
  'too-small',
  'too-large',
  'too-few',
  'too-many',
  'repeated',
  'used-before',
  'weak-password',
  /** An address that nothing is fetched from. */
  'address-forbidden',
  'no-such-part',
  'unexpected',
  /** The chosen format does not support it, or not with this value. */
  'not-in-format',
  /** It conflicts with another field: only one of the two may be given. */
  'either-or',
  'end-before-start',
  'fades-too-long',
  'chapters-unordered',
] as const
export type FieldCode = (typeof fieldCodes)[number]

export interface FieldError {
  /** Path of the field in the request, e.g. `options.bitrate`. */
  readonly field: string
  readonly code: FieldCode
  readonly message: string
  /** Of `too-…`: how much is allowed. */
  readonly limit?: number
}

/** What a schema's own check has to say: the sentence, and its code. */
export function coded(code: FieldCode, message: string) {
  return { message, params: { code } }
}

/** An answer other than success, for the person who asked. `message` is a sentence they understand. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly errors?: readonly FieldError[],
    /** Extension members of this kind of problem (RFC 9457, section 3.2). */
    readonly members?: Readonly<Record<string, string | number>>,
  ) {
    super(detail)
  }
}

/** The problem document of RFC 9457, section 3.1; `errors` is our extension member (section 3.2). */
export function problemDocument(problem: Problem) {
  const { status, title } = problems[problem.code]
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    ...(problem.errors && { errors: problem.errors }),
    ...problem.members,
  }
}

export function invalidField(error: FieldError): Problem {
  return new Problem('invalid-request', `${error.field}: ${error.message}`, [error])
}

/** The same answer for what does not exist and for what belongs to another user: they must not be distinguishable. */
export function notFound() {
  return new Problem('not-found', 'Not found, or not yours.')
}
