/*
 * Where the last piece of a file ends that says nowhere how long it is: MPEG-TS and AAC in ADTS. When that is behind the end of
 * the file, the file is cut. One that is cut between two pieces looks whole: nothing in it tells of what is missing.
 */

/** Bytes of a packet (ISO 13818-1, 2.4.3.2), of one with a time stamp in front (M2TS), and of one with error correction behind. */
const packetSizes = [188, 192, 204] as const
const syncByte = 0x47

/** Bytes in front of the sync byte. */
function stampOf(packetSize: number): number {
  return packetSize === 192 ? 4 : 0
}

/** Bytes of a packet, if the file begins like MPEG-TS: its sync byte at the beginning of each of the first. */
export function packetSizeOf(start: Buffer): number | undefined {
  return packetSizes.find((size) => [0, 1, 2, 3].every((packet) => start[stampOf(size) + packet * size] === syncByte))
}

/**
 * Whole packets are as many as there are, also where a packet of sound that goes on in the next ones ends too early: recordings off
 * the air begin and end like that.
 *
 * @param tail the last bytes of the file, from a packet's beginning on @returns bytes that are missing of the last packet
 */
export function missingOfTs(tail: Buffer, packetSize: number): number {
  const rest = tail.length % packetSize
  const sync = tail.length - rest + stampOf(packetSize)
  return tail[sync] === syncByte ? packetSize - rest : 0
}

/** This many frames in a row are not a coincidence. */
const frames = 3

/** Bytes of the ADTS frame at a place (ISO 13818-7, 6.2); `undefined` where none begins. */
function frameLength(bytes: Buffer, at: number): number | undefined {
  if (at + 7 > bytes.length) return undefined
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf6) !== 0xf0) return undefined
  const length = (bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff
  return length >= 7 ? length : undefined
}

/** How many frames follow on one another, and where the last of them ends. */
function framesFrom(bytes: Buffer, from: number): { readonly count: number; readonly end: number } {
  let end = from
  for (let count = 0; ; count++) {
    const length = frameLength(bytes, end)
    if (length === undefined) return { count, end }
    end += length
  }
}

/** Whether AAC frames begin there. */
export function isAdts(start: Buffer): boolean {
  return framesFrom(start, 0).count >= frames
}

/** @param tail the last bytes of the file @returns bytes that are missing of the last frame */
export function missingOfAdts(tail: Buffer): number {
  for (let at = 0; at < tail.length; at++) {
    const { count, end } = framesFrom(tail, at)
    if (count < frames) continue
    if (end > tail.length) return end - tail.length
    // Less than a header: its first byte is all that can be seen of it.
    if (tail.length - end < 7 && end < tail.length) return tail[end] === 0xff ? 7 - (tail.length - end) : 0
    at = end - 1
  }
  return 0
}
