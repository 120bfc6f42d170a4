import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'

function encode(value: object | string) {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

export interface Key {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export function newKey(kid: string): Key {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }
}

/** As Cognito signs. */
export function jwt(key: Key, claims: object, header: object = {}): string {
  const input = `${encode({ alg: 'RS256', kid: key.kid, ...header })}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`
}

/** Signed with the public key as if it were a shared secret. */
export function confusedJwt(key: Key, claims: object): string {
  const input = `${encode({ alg: 'HS256', kid: key.kid, typ: 'JWT' })}.${encode(claims)}`
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' })
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

export function unsignedJwt(claims: object, alg: string, kid: string): string {
  return `${encode({ alg, kid, typ: 'JWT' })}.${encode(claims)}.`
}

/** Another payload under the same signature. */
export function withClaims(token: string, claims: object): string {
  const [head, , signature] = token.split('.')
  return `${head}.${encode(claims)}.${signature}`
}

/** Serves keys as a user pool does. `asked` counts; `keys` may be changed. */
export async function keyServer(...keys: Key[]) {
  const state = { keys, asked: 0, broken: false }
  const server: Server = createServer((_request, response) => {
    state.asked++
    if (state.broken) return response.writeHead(503).end()
    const set = state.keys.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg: 'RS256',
      use: 'sig',
    }))
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: set }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    state,
    url: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    close: () => new Promise((closed) => server.close(closed)),
  }
}
