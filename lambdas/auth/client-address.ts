import { isIPv6 } from 'node:net'

export interface Arrival {
  /** Who connected to the gateway, as the gateway itself saw it. */
  readonly sourceIp: string
  /** Who connected to CloudFront, as it says: value of the client header. */
  readonly client: string | undefined
  /** Value of the edge header. */
  readonly edge: string | undefined
}

/**
 * The client's address, for throttles. CloudFront says whose request it passes on, in a header that it writes itself
 * (lib/web/viewer-address.js). Only CloudFront knows the value of the edge header, so a client that calls the gateway directly cannot claim
 * another address: it gets the address of its connection.
 */
export function clientAddress({ sourceIp, client, edge }: Arrival, edgeKey: string): string {
  return edge === edgeKey && client ? client : sourceIp
}

/** Addresses that one subscriber holds count as one: an IPv6 network of 64 bits (RFC 6177) is what a household gets. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  // The URL parser writes an IPv6 address in its one canonical form (WHATWG URL, host serializing); an embedded IPv4 address stays what it is.
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical)
  if (mapped) {
    const [high = 0, low = 0] = mapped.slice(1).map((part) => Number.parseInt(part, 16))
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  const [head = '', tail] = canonical.split('::')
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0')
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}
