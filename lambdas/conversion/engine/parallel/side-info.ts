import type { FrameHeader } from '../mp3/mp3-header'

/** One of 576 samples of one channel. */
export interface Granule {
  /** Bits of main data: scale factors and samples. */
  readonly bits: number
  /** How its transform is windowed: 0 long, 1 start, 2 short, 3 stop. */
  readonly block: number
}

/** What a frame says about its main data, which may lie in earlier frames: the bit reservoir. */
export interface SideInfo {
  /** How many bytes of main data before the frame its own begin: headers and side information are not counted. */
  readonly reservoir: number
  /** Granule by granule, channel by channel. */
  readonly granules: readonly Granule[]
}

/**
 * Reads the side information of layer III of the frame at `start`: ISO 11172-3, 2.4.1.7, and ISO 13818-3, 2.4.1.7 for the
 * lower sample rates, whose frames are one granule and tell nothing of shared scale factors.
 */
export function sideInfo(bytes: Uint8Array, start: number, header: FrameHeader): SideInfo {
  const read = bitReader(bytes, start + header.sideInformation)
  const { channels } = header
  const mpeg1 = header.samples === 1152
  const reservoir = read(mpeg1 ? 9 : 8)
  // Private bits and, in MPEG-1, four bits of scale factor selection a channel.
  read(mpeg1 ? (channels === 1 ? 5 : 3) + 4 * channels : channels)
  const granules = Array.from({ length: (mpeg1 ? 2 : 1) * channels }, () => {
    const bits = read(12)
    // Big values, global gain, scale factor compression.
    read(17)
    read(mpeg1 ? 4 : 9)
    const isSwitched = read(1) === 1
    const block = isSwitched ? read(2) : 0
    read(isSwitched ? 20 : 22)
    // In MPEG-1 preflag; scale factor scale, table of the small values.
    read(mpeg1 ? 3 : 2)
    return { bits, block }
  })
  return { reservoir, granules }
}

/** Says where a frame's main data begin, in the frame or in its header and side information alone. @returns false when it is too far */
export function setReservoir(frame: Uint8Array, header: FrameHeader, reservoir: number): boolean {
  const at = header.sideInformation
  if (header.samples === 576) {
    if (reservoir > 255) return false
    frame[at] = reservoir
    return true
  }
  if (reservoir > 511) return false
  frame[at] = reservoir >> 1
  frame[at + 1] = ((frame[at + 1] ?? 0) & 0x7f) | ((reservoir & 1) << 7)
  return true
}

/** Header and side information of the frame at `start`, without what tells only where things are: bit rate, padding, reservoir. */
export function contentOfSideInfo(
  bytes: Uint8Array,
  { start, ...header }: FrameHeader & { readonly start: number },
): Buffer {
  const content = Buffer.from(bytes.subarray(start, start + header.mainData))
  content[2] = (content[2] ?? 0) & 0x0d
  setReservoir(content, header, 0)
  return content
}

/** Reads up to 24 bits at a time, the highest first. */
function bitReader(bytes: Uint8Array, start: number) {
  let position = start * 8
  return (count: number): number => {
    let value = 0
    for (const end = position + count; position < end; position++)
      value = (value << 1) | (((bytes[position >> 3] ?? 0) >> (7 - (position & 7))) & 1)
    return value
  }
}
