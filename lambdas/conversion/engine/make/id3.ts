import type { Tags } from '../ffmpeg/tags'
import type { Chapter } from '../model/types'
import type { Metadata } from '../sound/metadata'

/** Text frames of ID3v2.4 (id3.org, id3v2.4.0-frames, 4.2). */
const textFrames: Readonly<Record<Exclude<keyof Tags, 'comment'>, string>> = {
  title: 'TIT2',
  artist: 'TPE1',
  album: 'TALB',
  album_artist: 'TPE2',
  composer: 'TCOM',
  genre: 'TCON',
  track: 'TRCK',
  disc: 'TPOS',
  date: 'TDRC',
  copyright: 'TCOP',
  language: 'TLAN',
  publisher: 'TPUB',
}

/** UTF-8 (id3v2.4.0-structure, 4). */
const utf8 = Buffer.from([3])

/** A table of contents counts its entries in a byte (id3v2-chapters-1.0, 3.2). */
const mostEntries = 255

/** The ID3v2.4 tag that says all this, chapters as `CHAP` under one `CTOC` (id3v2-chapters-1.0); empty when there is nothing to say. */
export function id3Tag({ tags, chapters, cover }: Metadata): Buffer {
  const frames = [
    ...Object.entries(textFrames).flatMap(([tag, id]) => {
      const value = tags[tag as keyof typeof textFrames]
      return value === undefined ? [] : [textFrame(id, value)]
    }),
    ...(tags.comment === undefined ? [] : [frame('COMM', utf8, text('und'), text('\0'), text(tags.comment))]),
    // Picture type 3 is the front cover.
    ...(cover ? [frame('APIC', utf8, text('image/jpeg\0'), Buffer.from([3, 0]), cover)] : []),
    ...contents(chapters),
  ]
  if (frames.length === 0) return Buffer.alloc(0)
  const body = Buffer.concat(frames)
  return Buffer.concat([text('ID3'), Buffer.from([4, 0, 0]), synchsafe(body.length), body])
}

function contents(chapters: readonly Chapter[]): Buffer[] {
  if (chapters.length === 0) return []
  const listed = chapters.slice(0, mostEntries)
  const name = (index: number) => text(`chp${index}\0`)
  // The top of the contents, and its entries are in order.
  const flags = Buffer.from([3, listed.length])
  return [
    frame('CTOC', text('toc\0'), flags, ...listed.map((_, index) => name(index))),
    ...listed.map(({ start, end, title }, index) =>
      frame('CHAP', name(index), milliseconds(start), milliseconds(end), noOffsets, textFrame('TIT2', title)),
    ),
  ]
}

/** Places in bytes are not given: times count. */
const noOffsets = Buffer.alloc(8, 0xff)

function milliseconds(seconds: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(Math.round(seconds * 1000))
  return bytes
}

function textFrame(id: string, value: string): Buffer {
  return frame(id, utf8, text(value))
}

function frame(id: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([text(id), synchsafe(body.length), Buffer.alloc(2), body])
}

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8')
}

/** Seven bits to a byte, so that no player takes a size for the beginning of a frame of sound. */
function synchsafe(size: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f))
}
