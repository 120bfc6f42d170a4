import { samplesPerPacket } from '../../../../media/aac'
import { type Box, boxAt } from '../../../../media/mp4/boxes'
import { descriptionsOf, editsOf, entryCountOf, soundTracks, timesOf } from '../../../../media/mp4/tracks'
import type { Span } from '../../../../media/read-at'
import type { Source } from '../model/types'
import { type ReadAt, reader } from './read-at'
import type { Structure } from './structure'

/** Packets for which a table is read: six hours at 96 kHz have 2 million. */
const maxPackets = 4_000_000

/** Bytes of a packet: AAC has 6144 bits for a channel at most (ISO 14496-3, 4.5.3.2), and we take eight channels. */
const maxPacket = 6144

/** Where packets lie one behind the other, in the order of the sound. */
export interface Chunks {
  /** Bytes of the source. */
  readonly starts: Float64Array
  /** Packets of each. */
  readonly packets: Uint32Array
}

/** A track of AAC-LC in an MP4, packet by packet. */
export interface Mp4Sound {
  /** AudioSpecificConfig (ISO 14496-3, 1.6.2.1). */
  readonly config: Buffer
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** Bytes of each packet. */
  readonly sizes: Uint16Array
  readonly chunks: Chunks
  /** Samples per channel that are not the sound's: in front, and at the end of the last packet. */
  readonly delay: number
  readonly padding: number
}

/**
 * Where each packet of a sound is, if it is one of AAC-LC told in samples, whole and in order, with at most one edit that leaves
 * nothing out but the encoder's delay. Most MP4s are so; of any other, ffmpeg knows better.
 *
 * @param place which track of sound, from 0, and of how many that ffmpeg sees @param least packets
 */
export async function readMp4Sound(
  structure: Structure | undefined,
  { index, of }: { readonly index: number; readonly of: number },
  least: number,
  source: Source,
  signal: AbortSignal,
): Promise<Mp4Sound | undefined> {
  if (!structure?.index || structure.isInPieces) return undefined
  const readAt = reader(source, signal)
  const moov = await boxAt(readAt, structure.index, 'moov')
  const tracks = await soundTracks(readAt, moov)
  const track = tracks.length === of ? tracks[index] : undefined
  const media = track && (await boxAt(readAt, track, 'mdia'))
  const table = media && (await boxAt(readAt, media, 'minf', 'stbl'))
  if (!track || !media || !table) return undefined

  const counted = await tableOf(readAt, table, 'stsz', 20)
  const packets = counted?.readUInt32BE(8) ?? 0
  // Of one size all: no AAC.
  if (counted?.readUInt32BE(4) !== 0 || packets < least || packets > maxPackets) return undefined
  const described = await describe(readAt, table)
  const timescale = (await timesOf(readAt, await boxAt(readAt, media, 'mdhd')))?.timescale
  if (!described || timescale !== described.sampleRate) return undefined
  const times = await readTimes(readAt, table, packets)
  const movie = (await timesOf(readAt, await boxAt(readAt, moov, 'mvhd')))?.timescale
  if (!times || !movie) return undefined
  const edit = await readEdit(readAt, track, movie, timescale)
  if (!edit || edit.end <= times.lastStart) return undefined

  const sizes = await readSizes(readAt, table, packets)
  const chunks = sizes && (await readChunks(readAt, table, sizes, source.size))
  return (
    chunks && { ...described, sizes, chunks, delay: edit.start, padding: Math.max(samplesPerPacket - times.last, 0) }
  )
}

/** The first bytes of a box of a table, at most `length`, if it has at least a head and an entry. */
async function tableOf(readAt: ReadAt, table: Box, type: string, length: number): Promise<Buffer | undefined> {
  const box = await boxAt(readAt, table, type)
  const bytes = box && Buffer.from(await readAt(box.start, Math.min(box.end - box.start, length)))
  return bytes && bytes.length >= 12 ? bytes : undefined
}

const sampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]

/** The sample entry (ISO 14496-12, 8.5.2 and 12.2.3; ISO 14496-14, 6.7.2): AAC-LC and nothing around it. */
async function describe(
  readAt: ReadAt,
  table: Box,
): Promise<Pick<Mp4Sound, 'config' | 'sampleRate' | 'channels'> | undefined> {
  const box = await boxAt(readAt, table, 'stsd')
  if (!box) return undefined
  const { count, first: entry } = await descriptionsOf(readAt, box)
  if (count !== 1 || entry?.type !== 'mp4a') return undefined
  // QuickTime's later versions are longer.
  if ((await readAt(entry.start + 8, 2)).toString('hex') !== '0000') return undefined
  const descriptor = await boxAt(readAt, { ...entry, start: entry.start + 28 }, 'esds')
  if (!descriptor) return undefined
  const config = decoderConfig(await readAt(descriptor.start + 4, Math.min(descriptor.end - descriptor.start - 4, 200)))
  if (!config) return undefined
  const bits = config.readUInt16BE(0)
  const [objectType, rate, channels] = [bits >> 11, sampleRates[(bits >> 7) & 15], (bits >> 3) & 15]
  // ffmpeg's encoder adds after it that the stream is not HE-AAC.
  const isPlain = config.length === 2 || config.toString('hex', 2) === '56e500'
  if (objectType !== 2 || !isPlain || rate === undefined || channels < 1 || channels > 7) return undefined
  return { config, sampleRate: rate, channels: channels === 7 ? 8 : channels }
}

/** ISO 14496-1, 7.2.6: descriptors are a tag, a length of seven bits a byte, and what is in them. */
function decoderConfig(bytes: Buffer): Buffer | undefined {
  let at = 0
  const open = (tag: number): number | undefined => {
    if (bytes[at++] !== tag) return undefined
    let length = 0
    for (let more = true; more && at < bytes.length; at++) {
      length = (length << 7) | ((bytes[at] ?? 0) & 127)
      more = ((bytes[at] ?? 0) & 128) !== 0
    }
    return length
  }
  if (open(3) === undefined || (bytes[at + 2] ?? 1) !== 0) return undefined
  at += 3
  // Object type 0x40 is AAC of MPEG-4.
  if (open(4) === undefined || bytes[at] !== 0x40) return undefined
  at += 13
  const length = open(5)
  const config = length === undefined ? undefined : Buffer.from(bytes.subarray(at, at + length))
  return config && config.length === length && length >= 2 ? config : undefined
}

/** `stts` (8.6.1.2): how long each packet is. Only the last may be shorter than its samples: the encoder's padding. */
async function readTimes(readAt: ReadAt, table: Box, packets: number) {
  const bytes = await tableOf(readAt, table, 'stts', 64 * 1024)
  const runs = bytes?.readUInt32BE(4) ?? 0
  if (!bytes || bytes.length < 8 + 8 * runs) return undefined
  let [counted, time, last] = [0, 0, 0]
  for (let run = 0; run < runs; run++) {
    const [count, duration] = [bytes.readUInt32BE(8 + 8 * run), bytes.readUInt32BE(12 + 8 * run)]
    counted += count
    time += count * duration
    last = duration
    if (duration < samplesPerPacket && (counted < packets || count !== 1)) return undefined
  }
  return counted === packets && last > 0 ? { last, lastStart: time - last } : undefined
}

/** `elst` (8.6.6): one edit, at normal speed, which ends where the media do. Without one all is played. */
async function readEdit(readAt: ReadAt, track: Box, movie: number, timescale: number) {
  const box = await boxAt(readAt, track, 'edts', 'elst')
  if (!box) return { start: 0, end: Number.POSITIVE_INFINITY }
  const [edit, ...others] = (await editsOf(readAt, box)) ?? []
  if (!edit || others.length > 0) return undefined
  const { duration, start, rate } = edit
  if (start < 0 || rate !== 1 || duration === 0 || movie === 0) return undefined
  return { start, end: start + (duration * timescale) / movie }
}

/** `stsz` (8.7.3.2). */
async function readSizes(readAt: ReadAt, table: Box, packets: number): Promise<Uint16Array | undefined> {
  const box = await boxAt(readAt, table, 'stsz')
  const sizes = new Uint16Array(packets)
  const isWhole = await eachOf(readAt, box && { ...box, start: box.start + 12 }, packets, 4, (bytes, at, packet) => {
    const size = bytes.readUInt32BE(at)
    sizes[packet] = size
    return size > 0 && size <= maxPacket
  })
  return isWhole ? sizes : undefined
}

/** `stsc` and `stco` or `co64` (8.7.4, 8.7.5): chunks, each of so many packets as the last entry that begins before it says. */
async function readChunks(readAt: ReadAt, table: Box, sizes: Uint16Array, size: number): Promise<Chunks | undefined> {
  const [short, long, counts] = [
    await boxAt(readAt, table, 'stco'),
    await boxAt(readAt, table, 'co64'),
    await boxAt(readAt, table, 'stsc'),
  ]
  const offsets = short ?? long
  if (!offsets || !counts) return undefined
  const [chunks, entries] = [await entryCountOf(readAt, offsets), await entryCountOf(readAt, counts)]
  if (chunks > sizes.length || entries > chunks) return undefined

  const packets = new Uint32Array(chunks)
  let [from, perChunk] = [0, 0]
  const areCounted = await eachOf(readAt, { ...counts, start: counts.start + 8 }, entries, 12, (bytes, at) => {
    const first = bytes.readUInt32BE(at) - 1
    if (first < from || first >= chunks) return false
    packets.fill(perChunk, from, first)
    from = first
    perChunk = bytes.readUInt32BE(at + 4)
    // Else described otherwise than by the one entry that there is.
    return bytes.readUInt32BE(at + 8) === 1
  })
  packets.fill(perChunk, from)

  const starts = new Float64Array(chunks)
  const width = short ? 4 : 8
  let packet = 0
  const arePlaced = await eachOf(
    readAt,
    { ...offsets, start: offsets.start + 8 },
    chunks,
    width,
    (bytes, at, chunk) => {
      const start = short ? bytes.readUInt32BE(at) : Number(bytes.readBigUInt64BE(at))
      starts[chunk] = start
      const behind = packet + (packets[chunk] as number)
      if (behind === packet || behind > sizes.length) return false
      let end = start
      for (; packet < behind; packet++) end += sizes[packet] as number
      return end <= size
    },
  )
  return areCounted && arePlaced && packet === sizes.length ? { starts, packets } : undefined
}

/** Goes through a table's entries of `width` bytes, as long as each is taken. @returns whether all were */
async function eachOf(
  readAt: ReadAt,
  place: Span | undefined,
  count: number,
  width: number,
  take: (bytes: Buffer, at: number, index: number) => boolean,
): Promise<boolean> {
  if (!place || place.end - place.start < count * width) return false
  const step = 4096
  for (let first = 0; first < count; first += step) {
    const entries = Math.min(step, count - first)
    const bytes = await readAt(place.start + first * width, entries * width)
    if (bytes.length < entries * width) return false
    for (let entry = 0; entry < entries; entry++) if (!take(bytes, entry * width, first + entry)) return false
  }
  return true
}
