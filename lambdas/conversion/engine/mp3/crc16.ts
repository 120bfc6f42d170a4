/** Bytes taken in one step: three times as fast as one by one, and every byte of an MP3 is summed up twice. */
const step = 8

/** At `k << 8 | byte`: what the byte leaves in the sum when `k` bytes follow it. */
const table = Uint16Array.from({ length: step << 8 }, (_, at) => {
  let value = at & 0xff
  for (let bit = 0; bit < 8 * ((at >> 8) + 1); bit++) value = value & 1 ? (value >> 1) ^ 0xa001 : value >> 1
  return value
})

/** CRC-16/ARC (polynomial 0x8005 reflected, start 0), as LAME's tag uses it; `crc` continues an earlier part. */
export function crc16(bytes: Uint8Array, crc = 0): number {
  let value = crc
  let i = 0
  for (const end = bytes.length - step; i <= end; i += step) {
    value =
      (table[0x700 | ((value ^ (bytes[i] as number)) & 0xff)] as number) ^
      (table[0x600 | ((value >> 8) ^ (bytes[i + 1] as number))] as number) ^
      (table[0x500 | (bytes[i + 2] as number)] as number) ^
      (table[0x400 | (bytes[i + 3] as number)] as number) ^
      (table[0x300 | (bytes[i + 4] as number)] as number) ^
      (table[0x200 | (bytes[i + 5] as number)] as number) ^
      (table[0x100 | (bytes[i + 6] as number)] as number) ^
      (table[bytes[i + 7] as number] as number)
  }
  for (; i < bytes.length; i++) value = (value >> 8) ^ (table[(value ^ (bytes[i] as number)) & 0xff] as number)
  return value
}
