import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import type { OpenRemote, RemoteFile, Wanted } from './file'
import { checkedAddresses, checkUrl, type Resolve } from './guard'
import { ImportError } from './import-error'
import type { ImportPolicy } from './policy'
import { answerError, requireMedia, validatorOf, wholeSize } from './response'

export interface RemoteOptions {
  readonly policy: ImportPolicy
  readonly resolve?: Resolve
  /** Milliseconds without a byte after which the server is given up. */
  readonly patience?: number
  /** Certificates to trust instead of the system's; for tests. */
  readonly ca?: string
}

const maxRedirects = 5
const usualPatience = 30_000

/**
 * Opens a file on another server. Each address on the way is checked before anything is sent to it. The request carries nothing of ours
 * or the user's: no cookies, no credentials, no referrer. No content coding is accepted, so nothing is decompressed.
 */
export function openRemote(options: RemoteOptions): OpenRemote {
  return async (text, wanted, signal) => {
    let url = checkUrl(text, options.policy)
    for (let redirects = 0; ; redirects += 1) {
      const response = await send(url, wanted, signal, options)
      const location = redirectOf(response)
      if (location === undefined) return fileOf(url, response, wanted)
      response.destroy()
      if (redirects === maxRedirects) throw new ImportError('import-refused', 'The address redirects too often.')
      url = checkUrl(URL.canParse(location, url.href) ? new URL(location, url).href : location, options.policy)
    }
  }
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined
}

async function send(
  url: URL,
  { offset, validator }: Wanted,
  signal: AbortSignal,
  { policy, resolve, patience = usualPatience, ca }: RemoteOptions,
): Promise<IncomingMessage> {
  const addresses = await checkedAddresses(url, policy, resolve)
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((accept, reject) => {
    const unreachable = (cause: Error) => reject(signal.aborted ? signal.reason : connectionError(url, cause))
    const sent = request(url, {
      // A connection of its own, to the addresses that were checked.
      agent: false,
      lookup: pinnedTo(addresses),
      signal,
      timeout: patience,
      ...(ca && { ca }),
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'Audiolift (import)',
        ...(offset > 0 && validator !== '' && { range: `bytes=${offset}-`, 'if-range': validator }),
      },
    })
    sent.once('timeout', () => sent.destroy(new Error('no byte came for too long')))
    sent.once('error', unreachable)
    sent.once('response', accept)
    sent.end()
  })
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
    const [first] = found
    if (!first) callback(new Error('The name has no address'), '')
    else if (all) callback(null, found)
    else callback(null, first.address, first.family)
  }
}

/** A bad certificate stays bad; any other error may be temporary. */
function connectionError({ hostname }: URL, cause: Error & { readonly code?: string }): ImportError {
  const isCertificate = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(cause.code ?? '')
  return isCertificate
    ? new ImportError('import-unreachable', `The certificate of ${hostname} is not valid.`, false, { cause })
    : new ImportError('import-unreachable', `${hostname} cannot be reached, or does not answer.`, true, { cause })
}

function fileOf(url: URL, response: IncomingMessage, wanted: Wanted): RemoteFile {
  try {
    const error = answerError(url, response)
    if (error) throw error
    requireMedia(url, response)
    const validator = validatorOf(response)
    const { start, size } = wholeSize(url, response, wanted)
    return {
      start,
      ...(size !== undefined && { size }),
      validator: start > 0 ? wanted.validator : validator,
      body: response,
    }
  } catch (error) {
    response.destroy()
    throw error
  }
}
