import { dirname, join } from 'node:path'
import { CliError, usageError } from '../errors'
import { exitCodes } from '../exit-codes'
import { fieldsOf, readIfThere } from './folders'

interface Sources {
  /** `--url` */
  readonly option: string | undefined
  /** AUDIOLIFT_URL */
  readonly variable: string | undefined
  readonly directory: string
  /** The service of the last login. */
  readonly current: string | undefined
}

/** The service to use: an explicit one, then the local cloud that runs here, then that of the last login. */
export function addressOf({ option, variable, directory, current }: Sources): string {
  if (option !== undefined) return checked(option, '--url')
  if (variable) return checked(variable, 'AUDIOLIFT_URL')
  const found = localCloud(directory) ?? current
  if (found !== undefined) return found
  throw new CliError(
    exitCodes.signedOut,
    'no-service',
    'No Audiolift is known yet. Say where it is, such as `audiolift login --url https://audio.example.com`, or start one here with `npm start`.',
  )
}

/** @throws CliError unless a token may be sent to this address */
function checked(address: string, from: string): string {
  if (!URL.canParse(address))
    throw usageError(`${from}: “${address}” is not an address, for example https://audio.example.com.`)
  const url = new URL(address)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
  if (!isSafe) throw usageError(`${from}: only https is safe enough for your files and your token.`)
  if (url.username || url.password || url.search || url.hash)
    throw usageError(`${from}: give the address alone, without a user name, “?” or “#”.`)
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/**
 * What `npm start` wrote, found in the directory or above. Only loopback addresses count: a folder from elsewhere must not be able to send
 * a user's token to a server of its own.
 */
function localCloud(directory: string): string | undefined {
  const { page } = fieldsOf(readIfThere(join(directory, '.audiolift', 'local.json')))
  if (typeof page === 'string' && URL.canParse(page) && isLoopback(new URL(page))) return new URL(page).origin
  const above = dirname(directory)
  return above === directory ? undefined : localCloud(above)
}

function isLoopback({ hostname }: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}
