import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { isPublic } from '../../../../lambdas/imports/remote/address'
import { checkedAddresses, checkUrl } from '../../../../lambdas/imports/remote/guard'
import { openRemote } from '../../../../lambdas/imports/remote/open'

const policy = { http: false, trustedHosts: [] }
const anyHttp = { http: true, trustedHosts: [] }
const never = new AbortController().signal
const fromStart = { offset: 0, validator: '' }

/** Addresses that are not servers on the public internet. */
const special = [
  ['0.0.0.0', 'this host'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata of containers'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.1', 'IETF assignments'],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', '6to4 relay'],
  ['192.168.1.1', 'private'],
  ['198.18.0.1', 'benchmarks'],
  ['198.19.255.255', 'benchmarks'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.250', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::127.0.0.1', 'IPv4-compatible'],
  ['::ffff:127.0.0.1', 'IPv4-mapped'],
  ['::ffff:7f00:1', 'IPv4-mapped'],
  ['::ffff:169.254.169.254', 'IPv4-mapped metadata'],
  ['::ffff:8.8.8.8', 'IPv4-mapped'],
  ['::ffff:0:127.0.0.1', 'IPv4-translated'],
  ['64:ff9b::127.0.0.1', 'NAT64'],
  ['64:ff9b::a9fe:a9fe', 'NAT64 of metadata'],
  ['64:ff9b:1::7f00:1', 'local NAT64'],
  ['100::1', 'discard'],
  ['2001::1', 'Teredo'],
  ['2001:2::1', 'benchmarks'],
  ['2001:10::1', 'ORCHID'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::', '6to4 of loopback'],
  ['2002:a9fe:a9fe::', '6to4 of metadata'],
  ['3fff::1', 'documentation'],
  ['4000::1', 'not allocated'],
  ['5f00::1', 'segment routing'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'metadata'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
] as const

/** Other ways to write such an address, as the host of a URL. */
const spellings = [
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.1',
  '127.0.1',
  '127.0.0.1.',
  '0',
  '0x0',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '2852039166',
  '0xa9fea9fe',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:0001]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::]',
  '[::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fd00:ec2::254]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'app.localhost',
  'printer.local',
  'metadata.google.internal',
  'router.home.arpa',
  'intranet',
] as const

describe('an address', () => {
  it.each(special)('%s (%s) is not public', (address) => {
    expect(isPublic(address)).toBe(false)
  })

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '198.20.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    '%s is public',
    (address) => {
      expect(isPublic(address)).toBe(true)
    },
  )

  it.each(['', 'example.org', '1.2.3.4.5', '::g', '08.8.8.8.'])('%p is none', (text) => {
    expect(isPublic(text)).toBe(false)
  })
})

describe('the address of a file', () => {
  it.each([
    'https://example.org/a.mp4',
    'https://example.org:443/a.mp4',
    'HTTPS://EXAMPLE.ORG/a.mp4',
    'https://8.8.8.8/a.mp4',
    'https://[2606:4700::1111]/a.mp4',
    'https://bücher.example/ü.mp4?token=1#part',
  ])('may be %s', (url) => {
    expect(checkUrl(url, policy)).toBeInstanceOf(URL)
  })

  it.each([
    '',
    'example.org/a.mp4',
    '//example.org/a.mp4',
    'http://example.org/a.mp4',
    'ftp://example.org/a.mp4',
    'file:///etc/passwd',
    'data:video/mp4;base64,AAAA',
    'javascript:alert(1)',
    's3://bucket/key',
    'https://ada:secret@example.org/a.mp4',
    'https://ada@example.org/a.mp4',
    'https://example.org:80/a.mp4',
    'https://example.org:8443/a.mp4',
    'https://example.org:22/a.mp4',
    'https://exa mple.org/',
    'https://',
  ])('may not be %p', (url) => {
    expect(() => checkUrl(url, policy)).toThrow(expect.objectContaining({ code: 'import-forbidden' }))
  })

  it('may be http, on port 80 only, where the stage says so', () => {
    expect(checkUrl('http://example.org:80/a.mp4', anyHttp).port).toBe('')
    expect(() => checkUrl('http://example.org:443/a.mp4', anyHttp)).toThrow()
    expect(() => checkUrl('http://127.0.0.1/a.mp4', anyHttp)).toThrow()
  })

  it('may be of a trusted host, by exactly that name', () => {
    const trusting = { http: false, trustedHosts: ['127.0.0.1'] }
    expect(checkUrl('http://127.0.0.1:8080/a.mp4', trusting).port).toBe('8080')
    for (const host of ['127.0.0.2', '[::1]', 'localhost', '127.0.0.1.example.org'])
      expect(() => checkUrl(`http://${host}:8080/a.mp4`, trusting)).toThrow()
    expect(() => checkUrl('http://ada@127.0.0.1:8080/a.mp4', trusting)).toThrow()
  })

  it('is refused when one of the addresses of its name is not public', async () => {
    const url = checkUrl('https://example.org/a.mp4', policy)
    expect(await checkedAddresses(url, policy, async () => ['8.8.8.8', '2606:4700::1111'])).toHaveLength(2)
    await expect(checkedAddresses(url, policy, async () => ['8.8.8.8', '10.0.0.1'])).rejects.toMatchObject({
      code: 'import-forbidden',
    })
  })

  it.each([
    ['ENOTFOUND', false],
    ['EAI_AGAIN', true],
  ])('whose name is answered with %s cannot be reached', async (code, isPassing) => {
    const resolve = () => Promise.reject(Object.assign(new Error(code), { code }))
    await expect(checkedAddresses(new URL('https://example.org/'), policy, resolve)).rejects.toMatchObject({
      code: 'import-unreachable',
      isPassing,
    })
  })
})

describe('a canary on this machine', () => {
  let hits = 0
  const canary = createServer((socket) => {
    hits += 1
    socket.destroy()
  })
  let port = 0
  beforeAll(async () => {
    // On every address of this machine, in both families where there are two.
    await new Promise<void>((resolve) => canary.listen(0, resolve))
    port = (canary.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => canary.close(resolve)))

  const hosts = [...special.map(([address]) => (address.includes(':') ? `[${address}]` : address)), ...spellings]
  const opened = (url: string, resolve?: () => Promise<readonly string[]>) =>
    openRemote({ policy: anyHttp, patience: 500, ...(resolve && { resolve }) })(url, fromStart, never)

  it(`is hit by none of the ${hosts.length} forms, with either scheme`, async () => {
    const urls = hosts.flatMap((host) => [`http://${host}:${port}/`, `https://${host}:${port}/`, `http://${host}/`])
    const outcomes = await Promise.allSettled(urls.map((url) => opened(url)))
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'opened'))
    expect(new Set(codes)).toEqual(new Set(['import-forbidden']))
    expect(hits).toBe(0)
  })

  it('is hit by no name that leads to such an address', async () => {
    for (const [address] of special)
      await expect(opened('http://example.org/', async () => [address])).rejects.toMatchObject({
        code: 'import-forbidden',
      })
    expect(hits).toBe(0)
  })

  it('can be hit at all: a host that is trusted is connected to', async () => {
    const trusting = openRemote({ policy: { http: false, trustedHosts: ['127.0.0.1'] } })
    await expect(trusting(`http://127.0.0.1:${port}/`, fromStart, never)).rejects.toMatchObject({
      code: 'import-unreachable',
    })
    expect(hits).toBe(1)
  })
})
