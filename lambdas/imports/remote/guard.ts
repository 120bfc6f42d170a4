import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPublic } from './address'
import { ImportError } from './import-error'
import type { ImportPolicy } from './policy'

/** The addresses of a name, all of them. Rejects when there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

function forbidden(message: string) {
  return new ImportError('import-forbidden', message)
}

/**
 * Whether a URL may be fetched, judged by its text alone. The URL parser has turned decimal, octal, hexadecimal and
 * short forms of IPv4 addresses into the dotted one by now (WHATWG URL, “IPv4 parser”).
 *
 * @throws ImportError `import-forbidden`
 */
export function checkUrl(text: string, policy: ImportPolicy): URL {
  if (!URL.canParse(text)) throw forbidden('That is not a web address. It begins with https://.')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    throw forbidden('The address must not contain a user name or a password.')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw forbidden('The address must begin with https://.')
  const host = hostOf(url)
  if (policy.trustedHosts.includes(host)) return url
  if (url.protocol === 'http:' && !policy.http) throw forbidden('The address must begin with https://.')
  // The parser leaves the scheme's own port out.
  if (url.port !== '') throw forbidden('The address must not name a port other than the default.')
  if (isIP(host) !== 0 ? !isPublic(host) : isLocalName(host)) throw notPublic(host)
  return url
}

/**
 * The addresses that a checked URL may be fetched from. Nothing is resolved again afterwards: the connection is made to these, so that
 * a name cannot point elsewhere between check and use (DNS rebinding).
 *
 * @throws ImportError
 */
export async function checkedAddresses(
  url: URL,
  policy: ImportPolicy,
  resolve: Resolve = systemResolve,
): Promise<readonly string[]> {
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await resolved(host, resolve) : [host]
  if (!policy.trustedHosts.includes(host) && !addresses.every(isPublic)) throw notPublic(host)
  return addresses
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw code === 'ENOTFOUND' || code === 'ENODATA'
      ? new ImportError('import-unreachable', `There is no server called ${host}.`, false, { cause: error })
      : new ImportError('import-unreachable', `The name ${host} could not be looked up.`, true, { cause: error })
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/** Names that only have a meaning on the local network (RFC 6761, 6762, 8375; `.internal` by ICANN), or nothing without a search list. */
function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/.test(host)
}

function notPublic(host: string) {
  return forbidden(`The address leads to ${host}, which is not on the public internet.`)
}
