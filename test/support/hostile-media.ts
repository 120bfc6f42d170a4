import { readFile, writeFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'
import { makeSound } from './media'
import { changeBoxes, mp4Box, parseBoxes, serializeBoxes, uint16, uint32 } from './mp4-boxes'

/** Playlists, manifests and scripts that pass for a video and point at a file and a URL, by their kind. */
export function disguises(secret: string, url: string): Readonly<Record<string, string>> {
  return {
    HLS: `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://${secret}\n#EXTINF:5,\n${url}/a.ts\n#EXT-X-ENDLIST\n`,
    concat: `ffconcat version 1.0\nfile 'file:${secret}'\nfile '${url}/a.wav'\n`,
    DASH: dashManifest(`${url}/a.mp4`),
    'DASH of a file': dashManifest(`file://${secret}`),
    SDP: 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
    SMIL: `<smil><body><audio src="${url}/a.mp3"/></body></smil>`,
    'ASF references': `[Reference]\nRef1=${url}/a.asf\n`,
    'RTSP text': `RTSPtext\nrtsp://${new URL(url).host}/a`,
    'VobSub index': '# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 000000000\n',
    'AviSynth script': `DirectShowSource("${secret}")\n`,
    M3U: `#EXTM3U\n${url}/a.mp3\n${secret}\n`,
    'image sequence': `${secret.replace(/\.\w+$/, '%03d.png')}\n`,
    IMF: `<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><SegmentList><Segment><Resource><TrackFileId>${url}/a.mxf</TrackFileId></Resource></Segment></SegmentList></CompositionPlaylist>`,
  }
}

/** A manifest that makes one file out of what is behind `url`. */
export function dashManifest(url: string): string {
  return `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1000" codecs="mp4a.40.2"><BaseURL>${url}</BaseURL><SegmentBase indexRange="0-10"><Initialization range="0-9"/></SegmentBase></Representation></AdaptationSet></Period></MPD>`
}

/** A QuickTime file whose samples are said to be in another file: an alias in its data reference (QuickTime File Format, "dref"). */
export async function makeDataReference(path: string, target: string): Promise<string> {
  await makeSound(path, { more: ['-c:a', 'pcm_s16le', '-f', 'mov'] })
  const name = Buffer.from(target)
  const even = name.length % 2 ? Buffer.concat([name, Buffer.alloc(1)]) : name
  const alias = Buffer.concat([
    Buffer.alloc(10 + 28 + 12 + 64 + 16 + 4 + 16),
    uint16(2, name.length),
    even,
    uint16(0xffff, 0),
  ])
  const dref = mp4Box('dref', uint32(0, 1), serializeBoxes([mp4Box('alis', uint32(0), alias)]))
  return rewrite(path, (boxes) => changeBoxes(boxes, 'dref', () => dref))
}

/** An MP4 whose edit list plays the same sound so many times. */
export async function makeRepeating(path: string, times: number): Promise<string> {
  await makeSound(path, { more: ['-f', 'mov'] })
  const edit = uint32(2000, 0, 0x10000)
  const elst = mp4Box('elst', uint32(0, times), Buffer.concat(Array.from({ length: times }, () => edit)))
  return rewrite(path, (boxes) => changeBoxes(boxes, 'elst', () => elst))
}

/** An MP4 that says that it has as many samples as fit into its counters. */
export async function makeCountless(path: string): Promise<string> {
  await makeSound(path, { more: ['-c:a', 'pcm_s16le', '-f', 'mov'] })
  const many = 0x0fff_ffff
  return rewrite(path, (boxes) => {
    const sized = changeBoxes(boxes, 'stsz', () => mp4Box('stsz', uint32(0, 4, many)))
    const timed = changeBoxes(sized, 'stts', () => mp4Box('stts', uint32(0, 1, many, 1)))
    return changeBoxes(timed, 'stsc', () => mp4Box('stsc', uint32(0, 1, 1, 1, 1)))
  })
}

/** A QuickTime file whose index is compressed, and is `size` bytes of nothing when it is not (QuickTime File Format, "cmov"). */
export async function makeCompressedIndex(path: string, size: number): Promise<string> {
  const zeros = deflateSync(Buffer.alloc(size), { level: 1 })
  const cmov = serializeBoxes([mp4Box('dcom', Buffer.from('zlib')), mp4Box('cmvd', uint32(size), zeros)])
  const boxes = [
    mp4Box('ftyp', Buffer.from('qt  \0\0\0\0qt  ')),
    mp4Box('moov', serializeBoxes([mp4Box('cmov', cmov)])),
    mp4Box('mdat', Buffer.alloc(1000)),
  ]
  await writeFile(path, serializeBoxes(boxes))
  return path
}

/** Changes the boxes of an MP4 in place. */
export async function rewrite(
  path: string,
  change: (boxes: ReturnType<typeof parseBoxes>) => ReturnType<typeof parseBoxes>,
): Promise<string> {
  await writeFile(path, serializeBoxes(change(parseBoxes(await readFile(path)))))
  return path
}

export interface WavFormat {
  readonly sampleRate?: number
  readonly channels?: number
  /** Bytes of sound. */
  readonly size?: number
}

/** A WAV of silence, 16 bits a sample, in which anything can be said (RFC 2361, WAVE_FORMAT_PCM). */
export function silentWav({ sampleRate = 48000, channels = 2, size = 20_000 }: WavFormat): Buffer {
  const bytes = Buffer.alloc(44 + size)
  const frame = (2 * channels) & 0xffff
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + size, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(channels, 22)
  bytes.writeUInt32LE(sampleRate >>> 0, 24)
  bytes.writeUInt32LE((sampleRate * frame) >>> 0, 28)
  bytes.writeUInt16LE(frame, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(size, 40)
  return bytes
}

/** A PNG of so many black pixels each way: 30,000 are 3.6 GB when unpacked, and 900 KB here. */
export function bigPicture(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
  }
  const header = Buffer.concat([uint32(side, side), Buffer.from([8, 6, 0, 0, 0])])
  // Every row is a filter byte and four bytes for each pixel; a part of them will do.
  const rows = deflateSync(Buffer.alloc(Math.min(side * (4 * side + 1), 64_000_000)))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

export interface Id3Frame {
  /** Four characters, as `TIT2`. */
  readonly id: string
  readonly data: Buffer
}

/** An ID3v2.4 tag (id3.org, id3v2.4.0-structure). */
export function id3Tag(frames: readonly Id3Frame[]): Buffer {
  const body = Buffer.concat(
    frames.map(({ id, data }) => Buffer.concat([Buffer.from(id, 'latin1'), syncsafe(data.length), uint16(0), data])),
  )
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), syncsafe(body.length), body])
}

/** A text frame in UTF-8. */
export function id3Text(id: string, text: string): Id3Frame {
  return {
    id,
    data: Buffer.concat([Buffer.from([3]), Buffer.from(text)]),
  }
}

/** An attached picture, as the front cover. */
export function id3Picture(type: string, picture: Buffer): Id3Frame {
  return {
    id: 'APIC',
    data: Buffer.concat([Buffer.from(`\0${type}\0\x03\0`, 'latin1'), picture]),
  }
}

function syncsafe(value: number): Buffer {
  return Buffer.from([value >> 21, value >> 14, value >> 7, value].map((bits) => bits & 0x7f))
}
