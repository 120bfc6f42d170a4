import { elementHeadOf, longestElementHead } from '../../../../media/matroska/elements'
import { ids } from '../../../../media/matroska/ids'
import { boxHeadOf } from '../../../../media/mp4/boxes'
import type { Source } from '../model/types'
import { id3Header, id3Size } from '../mp3/mp3'
import { blockBytes, type ReadAt, reader } from './read-at'
import { isAdts, missingOfAdts, missingOfTs, packetSizeOf } from './unsized'

/** What a container's outermost layer says about the file, read without ffmpeg: its messages differ from version to version. */
export interface Structure {
  readonly kind: 'mp4' | 'matroska' | 'riff' | 'asf' | 'ogg' | 'flv' | 'ts' | 'adts'
  /** Bytes that the container says it has. More than there are: its end is missing. `undefined` when it does not say. */
  readonly declaredSize: number | undefined
  /** An MP4's index; without it nothing can be read. */
  readonly index?: { readonly start: number; readonly end: number }
  /** A fragmented MP4, Ogg with its pages, or a format of small pieces only: one that is cut is not read at all, even if little is missing. */
  readonly isInPieces?: true
}

/** A fragmented MP4 has thousands of boxes: beyond this many it is not followed to its end. */
const maxBoxes = 100

/** @returns `undefined` for a container that says nothing of the kind. @throws what reading throws. */
export async function readStructure(source: Source, signal: AbortSignal): Promise<Structure | undefined> {
  const readAt = reader(source, signal)
  const start = await readAt(0, 16)
  const word = (at: number) => start.toString('latin1', at, at + 4)
  if (['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(word(4))) return mp4(readAt)
  if (start.length >= 12 && start.readUInt32BE(0) === ids.ebml) return matroska(readAt)
  if (word(0) === 'RIFF') return riff(readAt)
  if (start.equals(asfHeader)) return asf(readAt)
  if (word(0) === 'OggS') return ogg(readAt, source.size)
  if (word(0).startsWith('FLV')) return flv(readAt)
  return ts(readAt, source.size, await readAt(0, firstBytes)) ?? adts(readAt, source.size)
}

/** Whether an MP4 or ASF file carries the marks of encryption: a look into its index, for when its sound made no sense. */
export async function isProtected(
  structure: Structure | undefined,
  source: Source,
  signal: AbortSignal,
): Promise<boolean> {
  const readAt = reader(source, signal)
  if (structure?.kind === 'asf') return (await readAt(0, blockBytes)).includes(asfContentEncryption)
  if (!structure?.index) return false
  const { start, end } = structure.index
  const index = await readAt(start, Math.min(end - start, 16 * blockBytes))
  // ISO 14496-12, 8.12: a protected track has a `sinf` box, in which `schm` names the scheme.
  return (index.includes('sinf') && index.includes('schm')) || index.includes('drms')
}

/** What a file consists of (ISO 14496-12, table 1; QuickTime File Format, "Atoms"; ISO 23009-1). */
const boxTypes =
  'ftyp styp moov moof mdat sidx ssix mfra meta free skip wide uuid pnot pdin prft emsg udta PICT junk'.split(' ')

/** Box after box, as far as they say that they go. */
async function mp4(readAt: ReadAt): Promise<Structure> {
  let at = 0
  let known: Pick<Structure, 'index' | 'isInPieces'> = {}
  for (let box = 0; box < maxBoxes; box++) {
    const header = await readAt(at, 16)
    if (header.length < 8) return { kind: 'mp4', declaredSize: at, ...known }
    const head = boxHeadOf(header)
    // Of size 0: up to the end of the file, wherever that is.
    if (!head || head.size === 0) break
    const { type, size } = head
    // Something else behind the last box is not a cut one.
    if (!boxTypes.includes(type)) return { kind: 'mp4', declaredSize: at, ...known }
    if (type === 'moov') known = { ...known, index: { start: at, end: at + size } }
    if (type === 'moof') known = { ...known, isInPieces: true }
    at += size
  }
  return { kind: 'mp4', declaredSize: undefined, ...known }
}

/** An EBML header, then one segment (RFC 9559, section 4.5). */
async function matroska(readAt: ReadAt): Promise<Structure> {
  const header = elementHeadOf(await readAt(0, longestElementHead))
  const at = header?.size === undefined ? undefined : header.headSize + header.size
  const segment = at === undefined ? undefined : elementHeadOf(await readAt(at, longestElementHead))
  const isKnown = at !== undefined && segment?.id === ids.segment && segment.size !== undefined
  return { kind: 'matroska', declaredSize: isKnown ? at + segment.headSize + segment.size : undefined }
}

/** WAV and AVI: `RIFF`, size, contents; a long AVI is several of them in a row. A writer that could not seek leaves 0 or −1. */
async function riff(readAt: ReadAt): Promise<Structure> {
  let at = 0
  for (let chunk = 0; chunk < maxBoxes; chunk++) {
    const header = await readAt(at, 8)
    if (header.length < 8 || header.toString('latin1', 0, 4) !== 'RIFF') break
    const size = header.readUInt32LE(4)
    if (size === 0 || size === 0xffffffff) return { kind: 'riff', declaredSize: undefined }
    at += 8 + size + (size % 2)
  }
  return { kind: 'riff', declaredSize: at }
}

/** ASF specification 10.1: Header, File Properties (3.2) and Content Encryption (3.14) objects. */
const asfHeader = Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex')
const asfFileProperties = Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex')
const asfContentEncryption = Buffer.from('fbb3112223bdd211b4b700a0c955fc6e', 'hex')

async function asf(readAt: ReadAt): Promise<Structure> {
  const block = await readAt(0, blockBytes)
  const at = block.indexOf(asfFileProperties)
  const size = at < 0 || at + 48 > block.length ? 0 : Number(block.readBigUInt64LE(at + 40))
  return { kind: 'asf', declaredSize: size || undefined }
}

/** RFC 3533, section 6: the last page's segment table says where it ends. */
async function ogg(readAt: ReadAt, size: number): Promise<Structure> {
  const start = Math.max(size - blockBytes, 0)
  const block = await readAt(start, blockBytes)
  const page = block.lastIndexOf('OggS')
  if (page < 0) return { kind: 'ogg', declaredSize: undefined }
  const table = block.subarray(page + 27, page + 27 + (block[page + 26] ?? 0))
  const end = start + page + 27 + table.reduce((sum, segment) => sum + segment, table.length)
  return { kind: 'ogg', declaredSize: end, isInPieces: true }
}

/** Bytes in which MPEG-TS shows itself. */
const firstBytes = 1024

function ts(readAt: ReadAt, size: number, first: Buffer): Promise<Structure> | undefined {
  const packetSize = packetSizeOf(first)
  if (packetSize === undefined) return undefined
  const start = Math.floor(Math.max(size - blockBytes, 0) / packetSize) * packetSize
  return readAt(start, size - start).then((tail) => inSmallPieces('ts', size + missingOfTs(tail, packetSize)))
}

async function adts(readAt: ReadAt, size: number): Promise<Structure | undefined> {
  const start = id3Size(await readAt(0, id3Header))
  if (!isAdts(await readAt(start, blockBytes))) return undefined
  const tail = await readAt(Math.max(size - blockBytes, start), blockBytes)
  return inSmallPieces('adts', size + missingOfAdts(tail))
}

function inSmallPieces(kind: 'ts' | 'adts', declaredSize: number): Structure {
  return {
    kind,
    declaredSize,
    isInPieces: true,
  }
}

/** Adobe's FLV specification, E.5: `filesize` in onMetaData, a number (AMF 0: a zero byte and a double); 0 when it was not known. */
async function flv(readAt: ReadAt): Promise<Structure> {
  const block = await readAt(0, blockBytes)
  const at = block.indexOf('filesize\0', 0, 'latin1') + 'filesize\0'.length
  const isThere = at >= 'filesize\0'.length && at + 8 <= block.length
  const size = isThere ? block.readDoubleBE(at) : 0
  return { kind: 'flv', declaredSize: Number.isSafeInteger(size) && size > 0 ? size : undefined }
}
