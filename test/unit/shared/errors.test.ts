import { Problem, type ProblemCode, problemDocument, problems } from '../../../lambdas/shared/errors'

describe('a problem document', () => {
  it.each(Object.keys(problems) as ProblemCode[])('of %s has what RFC 9457 asks for', (code) => {
    const document = problemDocument(new Problem(code, 'A sentence.'))
    expect(document).toEqual({
      type: `/problems/${code}`,
      title: problems[code].title,
      status: problems[code].status,
      detail: 'A sentence.',
    })
    expect(document.status).toBeGreaterThanOrEqual(400)
  })

  it('names the fields that are wrong', () => {
    const errors = [{ field: 'size', code: 'too-large' as const, message: 'Too large.', limit: 10 }]
    expect(problemDocument(new Problem('invalid-request', 'size: Too large.', errors))).toMatchObject({ errors })
  })

  it('carries what belongs to its kind only', () => {
    const members = { limit: 'activeJobs', value: 3 }
    expect(problemDocument(new Problem('quota-exceeded', 'Too many.', undefined, members))).toEqual({
      type: '/problems/quota-exceeded',
      title: problems['quota-exceeded'].title,
      status: 429,
      detail: 'Too many.',
      ...members,
    })
  })

  it('carries the codes that clients rely on; a new one is added here', () => {
    expect(Object.keys(problems).sort()).toEqual([
      'body-too-large',
      'idempotency-key-reused',
      'insufficient-scope',
      'internal',
      'invalid-code',
      'invalid-request',
      'not-found',
      'quota-exceeded',
      'sign-in-again',
      'source-removed',
      'too-many-requests',
      'too-many-tokens',
      'unauthenticated',
      'unsupported-body',
      'upload-incomplete',
      'wrong-address',
      'wrong-credentials',
      'wrong-state',
    ])
  })
})
