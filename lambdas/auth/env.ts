export const AuthEnv = { clientId: 'USER_POOL_CLIENT_ID' } as const

export const AuthorizerEnv = {
  userPoolId: 'USER_POOL_ID',
  clientId: 'USER_POOL_CLIENT_ID',
  /** Where the pool publishes its keys. */
  jwksUri: 'JWKS_URI',
} as const
