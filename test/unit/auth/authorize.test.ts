import { FetchError, JwtExpiredError, JwtInvalidSignatureError } from 'aws-jwt-verify/error'
import { authorize } from '../../../lambdas/auth/authorize'
import { bearerToken } from '../../../lambdas/auth/domain'
import { ada } from '../../support/jobs'

const verify = async () => ada
const refusing = (error: Error) => () => Promise.reject(error)

describe('the authorizer', () => {
  it('names the subject of a valid token', async () => {
    expect(await authorize('Bearer token', verify)).toEqual({
      owner: ada,
      scope: 'jobs:read jobs:write uploads:write webhooks account',
    })
  })

  it('gives the token to the verifier as it came', async () => {
    const seen: string[] = []
    await authorize('Bearer a.b-c_d', async (token) => {
      seen.push(token)
      return ada
    })
    expect(seen).toEqual(['a.b-c_d'])
  })

  it.each([undefined, '', 'Basic YTpi', 'Bearer', 'Bearer ', 'token', 'Bearer a b', 'Bearer a,b'])(
    'names nobody for the header %p, and says why',
    async (header) => {
      const caller = await authorize(header, verify)
      expect(caller).toEqual({ denied: expect.stringMatching(/\.$/) })
    },
  )

  it('tells an expired token from an invalid one', async () => {
    const expired = await authorize('Bearer x', refusing(new JwtExpiredError('Token expired', 0)))
    const forged = await authorize('Bearer x', refusing(new JwtInvalidSignatureError('Invalid signature')))
    expect(expired).toEqual({ denied: expect.stringContaining('expired') })
    expect(forged).toEqual({ denied: expect.stringContaining('not valid') })
  })

  it.each([new Error('The pool’s keys could not be read: HTTP 503'), new FetchError('https://keys', 'HTTP 503')])(
    'fails when it is our fault, rather than blaming the token: %p',
    async (error) => {
      await expect(authorize('Bearer x', refusing(error))).rejects.toThrow(error)
    },
  )
})

describe('a bearer token', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc==', 'abc=='],
    ['Bearer a=b', undefined],
    ['Token abc', undefined],
  ])('%p → %p', (header, token) => {
    expect(bearerToken(header)).toBe(token)
  })
})
