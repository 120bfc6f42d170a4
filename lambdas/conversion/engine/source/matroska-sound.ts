import { AAC_SAMPLES, type Mp4Sound } from './mp4-sound'
import type { ReadAhead } from './read-ahead'

type Readable = Pick<ReadAhead, 'readInto'>

/** Bytes of packets in a cluster, at most: many times the largest packet. */
const CLUSTER = 128 * 1024

/** And packets: a cluster tells times of up to 32 s, and of 8 kHz these have 26. */
const PACKETS = 200

/** Times that the same place is read. */
const ATTEMPTS = 3

/** Bytes in front of a packet, and of a cluster at most. */
const AROUND = 32

/**
 * The same sound as Matroska (RFC 9559), packet for packet, as far as the source gives it. ffmpeg keeps 40 bytes of each packet of an
 * MP4 as long as it reads it, which are 20 MB for three hours; of Matroska it keeps nothing.
 *
 * What is cut off in front and behind, it does not tell: releases of ffmpeg differ in what they make of that.
 *
 * @returns pieces, each only until the next is asked for. @throws what reading throws
 */
export async function* asMatroska(sound: Mp4Sound, source: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  yield header(sound)
  const { chunks, sizes } = sound
  const read = Buffer.allocUnsafe(CLUSTER)
  const written = Buffer.allocUnsafe(CLUSTER + (PACKETS + 1) * AROUND)
  let packet = 0
  for (let chunk = 0, behind = 0; chunk < chunks.starts.length; chunk++) {
    behind += chunks.packets[chunk] as number
    for (let at = chunks.starts[chunk] as number; packet < behind; ) {
      const first = packet
      let bytes = 0
      for (; packet < Math.min(behind, first + PACKETS); packet++) {
        const size = sizes[packet] as number
        if (bytes + size > CLUSTER) break
        bytes += size
      }
      await readInto(read.subarray(0, bytes), source, at, signal)
      yield written.subarray(0, writeCluster(written, read, sound, first, packet))
      at += bytes
    }
  }
}

/** A stream from a store may break half-way; what has come of it is still there. */
const readInto = async (room: Buffer, source: Readable, at: number, signal: AbortSignal): Promise<void> => {
  for (let failures = 0; ; ) {
    try {
      return await source.readInto(room, at, signal)
    } catch (error) {
      failures += 1
      if (failures === ATTEMPTS || signal.aborted) throw error
    }
  }
}

/** Puts packets, one behind the other in `packets`, into a cluster. @returns its bytes */
const writeCluster = (into: Buffer, packets: Buffer, sound: Mp4Sound, first: number, behind: number): number => {
  const { sizes, sampleRate } = sound
  // Nobody asks when a packet is: its time only has to rise.
  const milliseconds = (packet: number) => Math.floor((packet * AAC_SAMPLES * 1000) / sampleRate)
  const time = milliseconds(first)
  let end = Buffer.concat([id('1f43b675'), UNKNOWN, element('e7', unsigned(time))]).copy(into)
  let from = 0
  for (let packet = first; packet < behind; packet++) {
    const size = sizes[packet] as number
    end = head(into, end, 4 + size)
    const later = milliseconds(packet) - time
    into[end++] = 0x80 | TRACK
    into[end++] = later >> 8
    into[end++] = later & 0xff
    // A key frame, as all sound is.
    into[end++] = 0x80
    end += packets.copy(into, end, from, from + size)
    from += size
  }
  return end
}

const TRACK = 1

/** Begins a SimpleBlock. @returns where it goes on */
const head = (into: Buffer, at: number, length: number): number => {
  into[at] = 0xa3
  into.writeUIntBE(0x200000 | length, at + 1, 3)
  return at + 4
}

const header = ({ config, sampleRate, channels }: Mp4Sound): Buffer => {
  const float = Buffer.alloc(8)
  float.writeDoubleBE(sampleRate)
  const text = (words: string) => Buffer.from(words, 'latin1')
  const audio = element('e1', element('b5', float), element('9f', unsigned(channels)))
  const track = element(
    'ae',
    ...[element('d7', unsigned(TRACK)), element('73c5', unsigned(TRACK)), element('83', unsigned(2))],
    ...[element('9c', unsigned(0)), element('86', text('A_AAC')), element('63a2', config)],
    audio,
  )
  return Buffer.concat([
    element('1a45dfa3', element('4282', text('matroska')), element('4287', unsigned(4)), element('4285', unsigned(2))),
    ...[id('18538067'), UNKNOWN],
    element('1549a966', element('2ad7b1', unsigned(1_000_000)), element('4d80', text('-')), element('5741', text('-'))),
    element('1654ae6b', track),
  ])
}

/** Of segments and clusters: up to what cannot be in them. */
const UNKNOWN = Buffer.from([0xff])

const id = (hex: string): Buffer => Buffer.from(hex, 'hex')

const element = (code: string, ...content: readonly Buffer[]): Buffer => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(0x10000000 | content.reduce((sum, { length }) => sum + length, 0))
  return Buffer.concat([id(code), size, ...content])
}

const unsigned = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
