import { fromEnv } from '@aws-sdk/credential-provider-env'

/** Stands in for `@aws-sdk/credential-provider-node` in the functions' bundles (see bundle.ts). */
export function defaultProvider() {
  return fromEnv()
}
