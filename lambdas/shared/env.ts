/** The environment variables of one function: our name for a value → the variable's name. Stacks and handlers import the same constant. */
export type EnvNames = Readonly<Record<string, string>>

export type EnvValues<N extends EnvNames> = { readonly [K in keyof N]: string }

/**
 * Reads the named variables once, at start.
 *
 * @throws Error naming every variable that is missing, so that a function with a missing variable fails when it starts, not when it is used.
 */
export function readEnv<N extends EnvNames>(names: N, env: NodeJS.ProcessEnv = process.env): EnvValues<N> {
  const missing = Object.values(names).filter((name) => !env[name])
  if (missing.length > 0) throw new Error(`Missing environment variables: ${missing.join(', ')}`)
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, env[name]])) as EnvValues<N>
}

/** Of every function behind the gateway. */
export const GatewayEnv = {
  /** The value of the edge header. */
  edgeKey: 'EDGE_KEY',
} as const

/** Header that CloudFront adds to what it passes on, with a value that only it and the rooms know (`gateway/edge-key` of the registry). */
export const edgeHeader = 'audiolift-edge'

/** Header in which CloudFront says the address of the client (lib/web/viewer-address.js). It counts with the edge header only. */
export const clientHeader = 'audiolift-client'
