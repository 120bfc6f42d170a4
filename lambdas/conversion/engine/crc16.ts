const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0xa001 : value >> 1
  return value
})

/** CRC-16/ARC (polynomial 0x8005 reflected, start 0), as LAME's tag uses it; `crc` continues an earlier part. */
export const crc16 = (bytes: Uint8Array, crc = 0): number => {
  let value = crc
  for (let i = 0; i < bytes.length; i++) value = (value >> 8) ^ (table[(value ^ (bytes[i] as number)) & 0xff] as number)
  return value
}
