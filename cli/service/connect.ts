import { type Client, createClient } from '../../client/api/client'
import { memorySession } from '../../client/api/session'
import { CliError } from '../errors'
import { exitCodes } from '../exit-codes'
import { type Given, text } from '../words/command'
import type { World } from '../world'
import { addressOf } from './address'
import { credentialsIn } from './credentials'
import { foldersOf } from './folders'

interface Calling {
  readonly given: Given
  readonly world: World
  /** Use only stored credentials, not AUDIOLIFT_TOKEN. */
  readonly stored?: boolean
}

/** The service, signed in or not. */
export function serviceOf({ given, world, stored = false }: Calling) {
  const { env, directory, fetch } = world
  const credentials = credentialsIn(foldersOf(world).config)
  const url = addressOf({
    option: text(given, 'url'),
    variable: env.AUDIOLIFT_URL,
    directory,
    current: credentials.read().current,
  })
  const session =
    env.AUDIOLIFT_TOKEN && !stored ? memorySession({ accessToken: env.AUDIOLIFT_TOKEN }) : credentials.session(url)
  return { url, session, credentials, client: createClient({ baseUrl: url, session, fetch }) }
}

/** The service, signed in. @throws CliError when no credentials are known */
export function connect(invocation: Calling): { readonly url: string; readonly client: Client } {
  const { url, session, client } = serviceOf(invocation)
  if (session.read() !== undefined) return { url, client }
  const message = `You are not signed in to ${url}. Run \`audiolift login\`, or set AUDIOLIFT_TOKEN.`
  throw new CliError(exitCodes.signedOut, 'signed-out', message)
}
