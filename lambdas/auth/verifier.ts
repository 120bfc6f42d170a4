import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { JwtParseError } from 'aws-jwt-verify/error'
import { SimpleJwksCache, SimplePenaltyBox } from 'aws-jwt-verify/jwk'
import * as z from 'zod'
import type { EnvValues } from '../shared/env'
import type { Verify } from './authorize'
import type { AuthorizerEnv } from './env'

/**
 * Seconds after a token with an unknown key id in which the keys are not asked for again. A flood of made-up key ids makes us ask
 * once a second at most, and a key that the pool really changed to is known a second later.
 */
const waitSeconds = 1

/** What we read of an access token that was verified. */
const Claims = z.object({
  sub: z.guid(),
  /** There as long as the client has token revocation enabled; a token without it could not be revoked. */
  origin_jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
  auth_time: z.int(),
})

export interface Verifier {
  readonly verify: Verify
  /** Fetches the keys before the first token comes. */
  readonly loadKeys: () => Promise<void>
}

/** Access tokens of this pool and client only, by the pool's keys. */
export function cognitoVerifier({ userPoolId, clientId, jwksUri }: EnvValues<typeof AuthorizerEnv>): Verifier {
  const jwksCache = new SimpleJwksCache({
    fetcher: { fetch: () => fetchKeys(jwksUri) },
    penaltyBox: new SimplePenaltyBox({ waitSeconds }),
  })
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' }, { jwksCache })
  return {
    verify: async (token) => {
      const claims = Claims.safeParse(await verifier.verify(token))
      if (!claims.success) throw new JwtParseError('A claim that Cognito always sets is missing', claims.error)
      const { sub, origin_jti, iat, exp, auth_time } = claims.data
      return { owner: sub, session: origin_jti, issuedAt: iat, expiresAt: exp, signedInAt: auth_time }
    },
    loadKeys: () => verifier.hydrate(),
  }
}

/** The keys always come from the configured address: on an emulator it is not the one that the issuer's name implies, and not https, which the library's fetcher demands. */
async function fetchKeys(jwksUri: string): Promise<ArrayBuffer> {
  const response = await fetch(jwksUri, { signal: AbortSignal.timeout(3000) })
  if (!response.ok) throw new Error(`The pool's keys could not be read: HTTP ${response.status}`)
  return response.arrayBuffer()
}
