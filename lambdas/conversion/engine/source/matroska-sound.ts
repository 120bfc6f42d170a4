import { samplesPerPacket } from '../../../../media/aac'
import { ids } from '../../../../media/matroska/ids'
import { element, floatBytes, openElement, textBytes, unsignedBytes } from '../../../../media/matroska/write'
import type { Mp4Sound } from './mp4-sound'
import type { ReadAhead } from './read-ahead'

type Readable = Pick<ReadAhead, 'readInto'>

/** Bytes of packets in a cluster, at most: many times the largest packet. */
const clusterBytes = 128 * 1024

/** And packets: a cluster tells times of up to 32 s, and of 8 kHz these have 26. */
const packetsPerCluster = 200

/** Times that the same place is read. */
const attempts = 3

/** Bytes in front of a packet, and of a cluster at most. */
const around = 32

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
  const read = Buffer.allocUnsafe(clusterBytes)
  const written = Buffer.allocUnsafe(clusterBytes + (packetsPerCluster + 1) * around)
  let packet = 0
  for (let chunk = 0, behind = 0; chunk < chunks.starts.length; chunk++) {
    behind += chunks.packets[chunk] as number
    for (let at = chunks.starts[chunk] as number; packet < behind; ) {
      const first = packet
      let bytes = 0
      for (; packet < Math.min(behind, first + packetsPerCluster); packet++) {
        const size = sizes[packet] as number
        if (bytes + size > clusterBytes) break
        bytes += size
      }
      await readInto(read.subarray(0, bytes), source, at, signal)
      yield written.subarray(0, writeCluster(written, read, sound, first, packet))
      at += bytes
    }
  }
}

/** A stream from a store may break half-way; what has come of it is still there. */
async function readInto(room: Buffer, source: Readable, at: number, signal: AbortSignal): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      return await source.readInto(room, at, signal)
    } catch (error) {
      failures += 1
      if (failures === attempts || signal.aborted) throw error
    }
  }
}

/** Puts packets, one behind the other in `packets`, into a cluster. @returns its bytes */
function writeCluster(into: Buffer, packets: Buffer, sound: Mp4Sound, first: number, behind: number): number {
  const { sizes, sampleRate } = sound
  // Nobody asks when a packet is: its time only has to rise.
  const milliseconds = (packet: number) => Math.floor((packet * samplesPerPacket * 1000) / sampleRate)
  const time = milliseconds(first)
  let end = Buffer.concat([openElement(ids.cluster), element(ids.timestamp, unsignedBytes(time))]).copy(into)
  let from = 0
  for (let packet = first; packet < behind; packet++) {
    const size = sizes[packet] as number
    end = head(into, end, 4 + size)
    const later = milliseconds(packet) - time
    into[end++] = 0x80 | trackNumber
    into[end++] = later >> 8
    into[end++] = later & 0xff
    // A key frame, as all sound is.
    into[end++] = 0x80
    end += packets.copy(into, end, from, from + size)
    from += size
  }
  return end
}

const trackNumber = 1

/** A track's type. */
const audioTrackType = 2

/** Begins a SimpleBlock. @returns where it goes on */
function head(into: Buffer, at: number, length: number): number {
  into[at] = ids.simpleBlock
  into.writeUIntBE(0x200000 | length, at + 1, 3)
  return at + 4
}

function header({ config, sampleRate, channels }: Mp4Sound): Buffer {
  const audio = element(
    ids.audio,
    element(ids.samplingFrequency, floatBytes(sampleRate)),
    element(ids.channels, unsignedBytes(channels)),
  )
  const track = element(
    ids.trackEntry,
    element(ids.trackNumber, unsignedBytes(trackNumber)),
    element(ids.trackUid, unsignedBytes(trackNumber)),
    element(ids.trackType, unsignedBytes(audioTrackType)),
    element(ids.flagLacing, unsignedBytes(0)),
    element(ids.codecId, textBytes('A_AAC')),
    element(ids.codecPrivate, config),
    audio,
  )
  return Buffer.concat([
    element(
      ids.ebml,
      element(ids.docType, textBytes('matroska')),
      element(ids.docTypeVersion, unsignedBytes(4)),
      element(ids.docTypeReadVersion, unsignedBytes(2)),
    ),
    openElement(ids.segment),
    element(
      ids.info,
      element(ids.timestampScale, unsignedBytes(1_000_000)),
      element(ids.muxingApp, textBytes('-')),
      element(ids.writingApp, textBytes('-')),
    ),
    element(ids.tracks, track),
  ])
}
