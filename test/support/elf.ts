/** Where the file is loaded. */
const base = 0x400000

export interface ElfOptions {
  readonly machine?: number
  readonly interpreter?: string
  /** Shared libraries, each with the versions of its symbols that are needed. */
  readonly libraries?: Readonly<Record<string, readonly string[]>>
}

/** A program file for Linux, with everything in it that says what it needs, and nothing else. */
export function makeElf({ machine = 183, interpreter, libraries = {} }: ElfOptions = {}): Buffer {
  let strings = '\0'
  const nameOf = (text: string) => {
    const at = strings.length
    strings += `${text}\0`
    return at
  }
  const entries = Object.entries(libraries)
  const needed = entries.map(([library]) => [1, nameOf(library)] as const)
  const versions = Buffer.concat(
    entries.map(([library, names], index) => {
      const head = Buffer.alloc(16)
      head.writeUInt16LE(names.length, 2)
      head.writeUInt32LE(nameOf(library), 4)
      head.writeUInt32LE(16, 8)
      head.writeUInt32LE(index === entries.length - 1 ? 0 : 16 + 16 * names.length, 12)
      const list = names.map((name, place) => {
        const version = Buffer.alloc(16)
        version.writeUInt32LE(nameOf(name), 8)
        version.writeUInt32LE(place === names.length - 1 ? 0 : 16, 12)
        return version
      })
      return Buffer.concat([head, ...list])
    }),
  )
  const path = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`)
  const text = Buffer.from(strings, 'latin1')
  const [start, size] = [64 + 3 * 56, 56]
  const [versionsAt, pathAt] = [start + text.length, start + text.length + versions.length]
  const dynamicAt = pathAt + path.length
  const tags = [
    ...needed,
    [5, base + start],
    [0x6ffffffe, base + versionsAt],
    [0x6fffffff, entries.length],
    [0, 0],
  ] as const
  const dynamic = Buffer.concat(tags.map(([tag, value]) => numbers(tag, value)))
  const total = dynamicAt + dynamic.length
  const segments = [
    segment(1, 0, total),
    segment(interpreter === undefined ? 0 : 3, pathAt, path.length),
    segment(2, dynamicAt, dynamic.length),
  ]
  const header = Buffer.alloc(64)
  header.writeUInt32BE(0x7f454c46, 0)
  header.writeUInt16LE(machine, 18)
  header.writeBigUInt64LE(64n, 32)
  header.writeUInt16LE(size, 54)
  header.writeUInt16LE(segments.length, 56)
  return Buffer.concat([header, ...segments, text, versions, path, dynamic])
}

function segment(type: number, offset: number, size: number): Buffer {
  const bytes = Buffer.alloc(56)
  bytes.writeUInt32LE(type, 0)
  numbers(offset, base + offset).copy(bytes, 8)
  numbers(size).copy(bytes, 32)
  return bytes
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length)
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * index)
  return bytes
}
