import { mp3, mp3FrameSamples } from '../../../../../lambdas/conversion/engine/formats/mp3'
import { crc16 } from '../../../../../lambdas/conversion/engine/mp3/crc16'
import { readLameTag, tagFrame, tagFrameLength } from '../../../../../lambdas/conversion/engine/mp3/lame-tag'
import { Mp3Error } from '../../../../../lambdas/conversion/engine/mp3/mp3'
import { frameHeader } from '../../../../../lambdas/conversion/engine/mp3/mp3-header'
import { SeekTable } from '../../../../../lambdas/conversion/engine/mp3/seek-table'
import { readMp3 } from '../../../../support/read-mp3'

/** Frames of silence: MPEG-1, 48 kHz, stereo, 64 kb/s, 192 bytes; and MPEG-2, 22.05 kHz, mono, 64 kb/s, 208 or 209 bytes. */
const stereo = Buffer.concat([Buffer.from([0xff, 0xfb, 0x54, 0x00]), Buffer.alloc(188)])
const louder = Buffer.concat([Buffer.from([0xff, 0xfb, 0x94, 0x00]), Buffer.alloc(380)])
const mono = Buffer.concat([Buffer.from([0xff, 0xf3, 0x80, 0xc0]), Buffer.alloc(204)])

/** An `Info` frame for these audio frames. */
function info(audio: readonly Buffer[], delay: number, padding: number) {
  const bytes = Buffer.concat(audio)
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x94, 0x00]), Buffer.alloc(380)])
  frame.write('Info', 36, 'latin1')
  frame.writeUInt32BE(15, 40)
  frame.writeUInt32BE(audio.length, 44)
  frame.writeUInt32BE(frame.length + bytes.length, 48)
  frame.write('Lavc63.1.', 156, 'latin1')
  frame.writeUIntBE((delay << 12) | padding, 177, 3)
  frame.writeUInt16BE(crc16(bytes), 188)
  return frame
}

const id3 = Buffer.concat([Buffer.from('ID3\x04\x00\x00\x00\x00\x01\x48', 'latin1'), Buffer.alloc(200, 0xff)])

function read(bytes: Buffer, pieceSize = bytes.length) {
  return readMp3(
    (async function* () {
      for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
    })(),
  )
}

test.each([
  [
    'MPEG-1 stereo',
    stereo,
    { length: 192, sampleRate: 48000, bitrate: 64, channels: 2, samples: 1152, sideInformation: 4, mainData: 36 },
  ],
  [
    'MPEG-2 mono',
    mono,
    { length: 208, sampleRate: 22050, bitrate: 64, channels: 1, samples: 576, sideInformation: 4, mainData: 13 },
  ],
  [
    'MPEG-2.5',
    Buffer.from([0xff, 0xe3, 0x18, 0xc0]),
    { length: 72, sampleRate: 8000, bitrate: 8, channels: 1, samples: 576, sideInformation: 4, mainData: 13 },
  ],
  [
    'a CRC',
    Buffer.from([0xff, 0xfa, 0x56, 0x00]),
    { length: 193, sampleRate: 48000, bitrate: 64, channels: 2, samples: 1152, sideInformation: 6, mainData: 38 },
  ],
])('the header of %s', (_name, bytes, expected) => {
  expect(frameHeader(bytes, 0)).toEqual(expected)
})

test.each([
  ['no sync', [0xff, 0x1b, 0x54, 0x00]],
  ['a reserved version', [0xff, 0xeb, 0x54, 0x00]],
  ['layer II', [0xff, 0xfd, 0x54, 0x00]],
  ['a free bit rate', [0xff, 0xfb, 0x04, 0x00]],
  ['a forbidden bit rate', [0xff, 0xfb, 0xf4, 0x00]],
  ['a reserved sample rate', [0xff, 0xfb, 0x5c, 0x00]],
  ['nothing', []],
])('%s is not a header', (_name, bytes) => {
  expect(frameHeader(Buffer.from(bytes), 0)).toBeUndefined()
})

describe('reading', () => {
  const audio = [stereo, stereo, stereo]
  const whole = Buffer.concat([id3, info(audio, 576, 1000), ...audio])

  test.each([whole.length, 1, 7, 500])('in pieces of %d bytes counts what is heard', async (pieceSize) => {
    expect(await read(whole, pieceSize)).toEqual({
      frames: 3,
      sampleRate: 48000,
      channels: 2,
      bitrate: 64,
      frameSamples: 1152,
      samples: 3 * 1152 - 1576,
      audioBytes: 576,
      audioCrc: crc16(Buffer.concat(audio)),
      tag: {
        kind: 'Info',
        frames: 3,
        bytes: 960,
        delay: 576,
        padding: 1000,
        audioCrc: crc16(Buffer.concat(audio)),
        frame: { start: 210, length: 384 },
      },
    })
  })

  test('without a tag counts every sample', async () => {
    expect(await read(Buffer.concat([mono, mono]))).toMatchObject({
      tag: undefined,
      samples: 1152,
      sampleRate: 22050,
      channels: 1,
    })
  })

  test('notices that the bit rate varies', async () => {
    expect((await read(Buffer.concat([stereo, louder]))).bitrate).toBeUndefined()
  })

  test.each([
    ['a frame that is cut off', whole.subarray(0, -1), 'the last frame, at byte 978, is cut off'],
    ['bytes behind the last frame', Buffer.concat([whole, Buffer.from('tail')]), 'no frame at byte 1170'],
    ['bytes between frames', Buffer.concat([stereo, Buffer.from('gap!'), stereo]), 'no frame at byte 192'],
    ['another sample rate', Buffer.concat([stereo, mono]), 'another sample rate or channel count from byte 192 on'],
    ['a tag and no audio', Buffer.concat([id3, info([], 0, 0)]), 'no audio frame'],
    ['nothing', Buffer.alloc(0), 'no audio frame'],
    ['half a word', Buffer.from('ID3'), 'the last frame, at byte 0, is cut off'],
  ])('refuses %s', async (_name, bytes, message) => {
    await expect(read(bytes)).rejects.toEqual(new Mp3Error(message))
  })
})

test('the tag describes the frames behind it', () => {
  const audio = [...Array.from({ length: 50 }, () => stereo), ...Array.from({ length: 50 }, () => louder)]
  const bytes = Buffer.concat(audio)
  const seek = new SeekTable()
  for (const { length } of audio) seek.add(length)
  const described = { isConstant: false, seek, audioCrc: crc16(bytes), delay: 576, padding: 999 }
  const frame = tagFrame(stereo, described)
  const total = frame.length + bytes.length
  const header = frameHeader(frame, 0)
  expect(frame.length).toBe(tagFrameLength(stereo))
  expect(header).toMatchObject({ sampleRate: 48000, channels: 2, sideInformation: 4 })
  expect(header && readLameTag(frame, header, 0)).toMatchObject({
    kind: 'Xing',
    frames: 100,
    bytes: total,
    delay: 576,
    padding: 999,
    audioCrc: crc16(bytes),
  })
  // LAME's own count of bytes, and its CRC of all that is before it.
  expect(frame.readUInt32BE(184)).toBe(total)
  expect(frame.readUInt16BE(190)).toBe(crc16(frame.subarray(0, 190)))
  const contents = [0, 1, 50, 99].map((hundredth) => frame[52 + hundredth])
  expect(contents).toEqual([192, 192 + 192, 192 + 50 * 192, total - 384].map((at) => Math.floor((256 * at) / total)))
  expect(tagFrame(stereo, { ...described, isConstant: true }).toString('latin1', 36, 40)).toBe('Info')
})

test('a tag takes a frame in which it has room, without a CRC', () => {
  // MPEG-2.5, mono, 8 kb/s: 72 bytes of 169 that are needed.
  const tiny = Buffer.from([0xff, 0xe2, 0x18, 0xc0])
  expect(tagFrameLength(tiny)).toBe(216)
  const frame = tagFrame(tiny, { isConstant: true, seek: new SeekTable(), audioCrc: 0, delay: 576, padding: 600 })
  expect(frameHeader(frame, 0)).toMatchObject({ bitrate: 24, sampleRate: 8000, channels: 1, sideInformation: 4 })
})

test('the seek table stays small, and near the place', () => {
  const seek = new SeekTable()
  for (let frame = 0; frame < 900_000; frame++) seek.add(frame % 3 === 0 ? 417 : 418)
  expect(seek.frames).toBe(900_000)
  for (const frame of [0, 1, 5000, 450_000, 899_999]) {
    const place = frame * 418 - Math.ceil(frame / 3)
    expect(place - seek.at(frame)).toBeGreaterThanOrEqual(0)
    expect(place - seek.at(frame)).toBeLessThan(512 * 418)
  }
})

test('the CRC is CRC-16/ARC, and can go on from a part', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0xbb3d)
  expect(crc16(Buffer.from('6789'), crc16(Buffer.from('12345')))).toBe(0xbb3d)
})

test.each([
  [48000, 48000],
  [44100, 44100],
  [8000, 8000],
  [96000, 48000],
  [88200, 44100],
  [176400, 44100],
  [384000, 48000],
  [37800, 44100],
  [18900, 22050],
  [4000, 8000],
])('a source of %d Hz is encoded at %d Hz', (source, expected) => {
  expect(mp3.sampleRate(source)).toBe(expected)
})

test('low sample rates have lower bit rates', () => {
  const highest = (sampleRate: number) =>
    mp3.encoder({ format: 'mp3', bitrate: 320 }, { sampleRate, channels: 2, bits: undefined }).at(-1)
  expect([48000, 32000, 24000, 16000, 12000, 8000].map(highest)).toEqual(['320k', '320k', '160k', '160k', '64k', '64k'])
})

test.each([
  [32000, 1152],
  [24000, 576],
])('a frame of %d Hz has %d samples', (rate, samples) => expect(mp3FrameSamples(rate)).toBe(samples))
