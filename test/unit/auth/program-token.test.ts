import { randomBytes } from 'node:crypto'
import { hashOfToken, isProgramToken, mintProgramToken, programTokenPattern } from '../../../lambdas/auth/program-token'

describe('a token for programs', () => {
  it('can be recognised by its form and its checksum', () => {
    for (let made = 0; made < 500; made++) {
      const token = mintProgramToken(randomBytes)
      expect(token).toMatch(programTokenPattern)
      expect(isProgramToken(token)).toBe(true)
    }
  })

  it('is what its random bytes and their CRC-32 say', () => {
    const token = mintProgramToken((size) => new Uint8Array(size).fill(61))
    // Python: binascii.crc32(b'z' * 40) is 2705981541; in base62, 2x81PZ.
    expect(token).toBe(`alft_${'z'.repeat(40)}2x81PZ`)
  })

  it('prefers no character: bytes that would are passed over', () => {
    const bytes = [250, 255, 249, 0]
    let next = 0
    const token = mintProgramToken((size) => Uint8Array.from({ length: size }, () => bytes[next++ % 4] ?? 0))
    expect(token.slice(5, 45)).toBe('0'.repeat(40))
  })

  it.each(['', 'alft_', `alft_${'0'.repeat(46)}`, `ghp_${'0'.repeat(36)}`, `alft_${'é'.repeat(46)}`])(
    '%p is none',
    (text) => {
      expect(isProgramToken(text)).toBe(false)
    },
  )

  it('is kept as its SHA-256', () => {
    expect(hashOfToken('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
  })
})
