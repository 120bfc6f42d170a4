import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type { EnvValues } from '../shared/env'
import type { Verify } from './authorize'
import type { AuthorizerEnv } from './env'

/** Access tokens of this pool and client only, by the pool's keys. */
export const cognitoVerifier = ({ userPoolId, clientId, jwksUri }: EnvValues<typeof AuthorizerEnv>): Verify => {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: 'access' },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: () => fetchKeys(jwksUri) } }) },
  )
  return async (token) => (await verifier.verify(token)).sub
}

/** The keys always come from the configured address: on an emulator it is not the one that the issuer's name implies, and not https, which the library's fetcher demands. */
const fetchKeys = async (jwksUri: string): Promise<ArrayBuffer> => {
  const response = await fetch(jwksUri, { signal: AbortSignal.timeout(3000) })
  if (!response.ok) throw new Error(`The pool's keys could not be read: HTTP ${response.status}`)
  return response.arrayBuffer()
}
