import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { clientAddress, networkOf } from '../../../lambdas/auth/client-address'
import { clientHeader } from '../../../lambdas/shared/env'

const viewer = '203.0.113.7'
const edge = '198.51.100.1'

describe('the client’s address', () => {
  it.each([
    ['as CloudFront says it', { sourceIp: edge, client: viewer, edge: 'key' }, viewer],
    ['on the local cloud', { sourceIp: '127.0.0.1', client: '127.0.0.1', edge: 'key' }, '127.0.0.1'],
    ['of IPv6', { sourceIp: edge, client: '2001:db8::1', edge: 'key' }, '2001:db8::1'],
    ['without the header', { sourceIp: edge, client: undefined, edge: 'key' }, edge],
    ['of who calls the gateway directly', { sourceIp: viewer, client: '1.1.1.1', edge: undefined }, viewer],
    ['of who does so with a guessed key', { sourceIp: viewer, client: '1.1.1.1', edge: 'guess' }, viewer],
  ])('%s', (_case, arrival, address) => {
    expect(clientAddress(arrival, 'key')).toBe(address)
  })
})

it('CloudFront’s function says the address itself, whatever the viewer claimed', () => {
  const context = createContext({
    event: { viewer: { ip: viewer }, request: { headers: { [clientHeader]: { value: '1.1.1.1' } } } },
  })
  runInContext(readFileSync('lib/web/viewer-address.js', 'utf8'), context)
  expect(runInContext('handler(event).headers', context)).toEqual({ [clientHeader]: { value: viewer } })
})

describe('addresses that one subscriber holds', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:ffff::', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'not an address'],
    ['', ''],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
