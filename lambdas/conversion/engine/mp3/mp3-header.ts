/** kb/s by bitrate index (ISO 11172-3, 2.4.2.3, layer III). 0 is "free", 15 forbidden: encoders that we run write neither. */
const mpeg1Bitrates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
/** The same for MPEG-2 and 2.5 (ISO 13818-3, 2.4.2.3). */
const mpeg2Bitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const mpeg1SampleRates = [44100, 48000, 32000]

export interface FrameHeader {
  /** Bytes of the whole frame. */
  readonly length: number
  /** Hz. */
  readonly sampleRate: number
  /** kb/s. */
  readonly bitrate: number
  readonly channels: 1 | 2
  /** Per channel: 1152 in MPEG-1, 576 in MPEG-2 and 2.5. */
  readonly samples: number
  /** Bytes from the frame's start to its side information: header and CRC. */
  readonly sideInformation: number
  /** Bytes from the frame's start to its main data: header, CRC, side information. */
  readonly mainData: number
}

/** The layer III frame header at `offset`, or `undefined` if there is none. Needs four bytes. */
export function frameHeader(bytes: Uint8Array, offset: number): FrameHeader | undefined {
  const [b1 = 0, b2 = 0, b3 = 0] = [bytes[offset + 1], bytes[offset + 2], bytes[offset + 3]]
  if (bytes[offset] !== 0xff || (b1 & 0xe0) !== 0xe0) return undefined
  const bits = ((b1 & 0x1f) << 10) | (b2 << 2) | (b3 >> 6)
  if (!known.has(bits)) known.set(bits, read(b1, b2, b3))
  return known.get(bits)
}

/** By the bits that matter: a file has two or three different headers in hundreds of thousands of frames. */
const known = new Map<number, FrameHeader | undefined>()

function read(b1: number, b2: number, b3: number): FrameHeader | undefined {
  const version = (b1 >> 3) & 3
  const isLayer3 = ((b1 >> 1) & 3) === 1
  if (version === 1 || !isLayer3) return undefined
  const mpeg1 = version === 3
  const bitrate = (mpeg1 ? mpeg1Bitrates : mpeg2Bitrates)[b2 >> 4]
  const baseRate = mpeg1SampleRates[(b2 >> 2) & 3]
  if (!bitrate || !baseRate) return undefined
  const sampleRate = baseRate >> (mpeg1 ? 0 : version === 2 ? 1 : 2)
  const samples = mpeg1 ? 1152 : 576
  const channels = b3 >> 6 === 3 ? 1 : 2
  const sideInformation = b1 & 1 ? 4 : 6
  return {
    length: Math.floor(((samples / 8) * bitrate * 1000) / sampleRate) + ((b2 >> 1) & 1),
    sampleRate,
    bitrate,
    channels,
    samples,
    sideInformation,
    mainData: sideInformation + (mpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17),
  }
}
