/** What a program for Linux needs of the system that it runs on. */
export interface ElfNeeds {
  /** What loads it; none where it brings all that it needs. */
  readonly interpreter: string | undefined
  /** Names of shared libraries. */
  readonly libraries: readonly string[]
  /** Versions of their symbols, as `GLIBC_2.28`. */
  readonly versions: readonly string[]
}

/** Kinds of segments, and tags of the dynamic one (man 5 elf). */
const [segmentLoad, segmentDynamic, segmentInterpreter] = [1, 2, 3]
const [tagNeeded, tagStrings, tagVersions, tagVersionCount] = [1, 5, 0x6ffffffe, 0x6fffffff]

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

/**
 * Reads what a 64-bit little-endian ELF file needs.
 *
 * @throws RangeError when the file ends before what it says it has
 */
export function readElf(file: Buffer): ElfNeeds {
  const segments = segmentsOf(file)
  const interpreter = segments.find(({ type }) => type === segmentInterpreter)
  const dynamic = segments.find(({ type }) => type === segmentDynamic)
  const entries = dynamic ? dynamicEntries(file, dynamic) : []
  const entryOf = (wanted: number) => entries.find(({ tag }) => tag === wanted)?.value
  const at = (address: number) => fileOffset(segments, address)
  const strings = entryOf(tagStrings)
  const text = (offset: number) => textAt(file, at(strings ?? 0) + offset)
  const versions = entryOf(tagVersions)
  return {
    interpreter: interpreter && textAt(file, interpreter.offset),
    libraries: entries.filter(({ tag }) => tag === tagNeeded).map(({ value }) => text(value)),
    versions: versions === undefined ? [] : versionNames(file, at(versions), entryOf(tagVersionCount) ?? 0).map(text),
  }
}

function segmentsOf(file: Buffer): Segment[] {
  const [table, size, count] = [number64(file, 32), file.readUInt16LE(54), file.readUInt16LE(56)]
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * size
    return {
      type: file.readUInt32LE(at),
      offset: number64(file, at + 8),
      address: number64(file, at + 16),
      size: number64(file, at + 32),
    }
  })
}

function dynamicEntries(file: Buffer, { offset, size }: Segment) {
  return Array.from({ length: size / 16 }, (_, index) => {
    const at = offset + index * 16
    return { tag: number64(file, at), value: number64(file, at + 8) }
  })
}

/** Offsets of names, from one library's list to the next, and from one version to the next. */
function versionNames(file: Buffer, first: number, libraries: number): number[] {
  const names: number[] = []
  for (let library = first, left = libraries; left > 0; left--) {
    let version = library + file.readUInt32LE(library + 8)
    for (let count = file.readUInt16LE(library + 2); count > 0; count--) {
      names.push(file.readUInt32LE(version + 8))
      version += file.readUInt32LE(version + 12)
    }
    library += file.readUInt32LE(library + 12)
  }
  return names
}

function fileOffset(segments: readonly Segment[], address: number): number {
  const home = segments.find(
    ({ type, address: from, size }) => type === segmentLoad && from <= address && address < from + size,
  )
  if (!home) throw new RangeError('an address is in no segment')
  return address - home.address + home.offset
}

function textAt(file: Buffer, offset: number): string {
  return file.toString('latin1', offset, file.indexOf(0, offset))
}

function number64(file: Buffer, offset: number): number {
  return Number(file.readBigUInt64LE(offset))
}
