import ipaddr from 'ipaddr.js'

/** The allocated part of the global unicast space (RFC 4291, section 2.4; IANA): everything else has a special meaning, or none yet. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/**
 * Whether an address is one of the public internet. All special ranges are out (RFC 6890 and IANA's registries): loopback, private,
 * link-local with the clouds' metadata services, carrier-grade NAT, multicast, benchmarks, documentation. So are addresses that embed an
 * IPv4 address (mapped, NAT64, 6to4, Teredo): a gateway would forward to that address.
 *
 * @param address as the resolver or the URL parser gives it: dotted decimal, or IPv6 without brackets
 */
export function isPublic(address: string): boolean {
  // A zone is for link-local addresses only.
  if (!ipaddr.isValid(address) || address.includes('%')) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast)
}
