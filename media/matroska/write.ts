import { viewOf } from '../read-at'

/** An element of known size (RFC 8794, sections 4 to 6), with a size of four bytes: up to 256 MiB. */
export function element(id: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const size = new Uint8Array(4)
  viewOf(size).setUint32(0, 0x10000000 | contents.reduce((sum, { length }) => sum + length, 0))
  return joined([idBytes(id), size, ...contents])
}

/** The head of an element whose size is not known, a segment or a cluster: it goes on up to what cannot be in it. */
export function openElement(id: number): Uint8Array {
  return joined([idBytes(id), Uint8Array.of(0xff)])
}

/** An unsigned integer, up to 2^53, in eight bytes. */
export function unsignedBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  viewOf(bytes).setBigUint64(0, BigInt(value))
  return bytes
}

export function floatBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  viewOf(bytes).setFloat64(0, value)
  return bytes
}

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** An id, which has its length in itself. */
function idBytes(id: number): Uint8Array {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, id)
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0))
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
