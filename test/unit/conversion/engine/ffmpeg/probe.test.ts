import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { channelCount } from '../../../../../lambdas/conversion/engine/ffmpeg/channel-layout'
import { isForged, parseProbe, probe } from '../../../../../lambdas/conversion/engine/ffmpeg/probe'
import { Transcript } from '../../../../../lambdas/conversion/engine/ffmpeg/transcript'
import { programAt } from '../../../../support/media'

/** As the engine sees it: without the tags. */
function parse(stderr: string) {
  const transcript = new Transcript()
  transcript.add(stderr)
  return parseProbe(transcript.text())
}

const mp4 = `Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'http://127.0.0.1:1/x':
  Metadata:
    major_brand     : isom
    title           : Tïtle
                    :   Stream #0:7: Audio: pcm_s16le, 8000 Hz, mono, s16
  Duration: 01:02:03.50, start: 0.000000, bitrate: 414 kb/s
  Stream #0:0[0x1](und): Video: mpeg4 (Simple Profile) (mp4v / 0x7634706D), yuv420p, 160x120 [SAR 1:1 DAR 4:3], 312 kb/s, 10 fps, 10 tbr, 10240 tbn (default)
    Metadata:
      handler_name    : VideoHandler
  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp, delay 1024, 96 kb/s (default)
  Stream #0:2[0x3](deu): Audio: ac3 (ac-3 / 0x332D6361), 44100 Hz, stereo, fltp, 192 kb/s
Output #0, ffmetadata, to 'pipe:1':
  Stream #0:0: Audio: opus, 48000 Hz, mono, fltp
`

test('is given up when the file does not come', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const never = new AbortController().signal
  const probing = probe(programAt(), `http://127.0.0.1:${port}/`, never, { probeTimeoutMs: 200 })
  await expect(probing).rejects.toMatchObject({ reason: 'timeout' })
  silent.closeAllConnections()
  silent.close()
})

test('a stream of two programs is described twice, and no forgery', () => {
  const stream = '  Stream #0:1[0x101](deu): Audio: mp2, 48000 Hz, stereo, fltp, 192 kb/s\n'
  const said = `Input #0, mpegts, from 'x':\n  Duration: 00:00:05.00, start: 0\n  Program 1\n${stream}  Program 2\n${stream}`
  expect(isForged(said)).toBe(false)
  expect(isForged(`${said}  Stream #0:1[0x101](deu): Audio: mp2, 8000 Hz, stereo, fltp, 192 kb/s\n`)).toBe(true)
})

describe('what ffmpeg says of a file', () => {
  test('9.0.2, MP4 with two audio streams, and a title that passes for a third', () => {
    expect(parse(mp4)).toEqual({
      container: 'mov',
      duration: 3723.5,
      durationIsEstimate: false,
      hasVideo: true,
      video: 0,
      audio: [
        { codec: 'aac', sampleRate: 48000, channels: 6, bitrate: 96 },
        { codec: 'ac3', sampleRate: 44100, channels: 2, language: 'deu', bitrate: 192 },
      ],
    })
  })

  test('5.1.9, WAV', () => {
    const stderr = `Guessed Channel Layout for Input Stream #0.0 : mono
[wav @ 0x55939b6edb80] Estimating duration from bitrate, this may be inaccurate
Input #0, wav, from 'a.wav':
  Duration: 00:00:01.56, bitrate: 768 kb/s
  Stream #0:0: Audio: pcm_s16le ([1][0][0][0] / 0x0001), 48000 Hz, mono, s16, 768 kb/s
At least one output file must be specified
`
    expect(parse(stderr)).toEqual({
      container: 'wav',
      duration: 1.56,
      durationIsEstimate: true,
      hasVideo: false,
      audio: [{ codec: 'pcm_s16le', sampleRate: 48000, channels: 1, bitrate: 768 }],
    })
  })

  test('no duration, a cover picture, and a codec that it does not know', () => {
    const stderr = `Input #0, asf, from 'a.asf':
  Duration: N/A, start: 0.000000, bitrate: N/A
  Stream #0:0: Video: mjpeg (Baseline), yuvj420p(pc), 300x300, 90k tbr, 90k tbn (attached pic)
  Stream #0:1: Audio: none (xyz / 0x7A79), 0 channels
`
    expect(parse(stderr)).toEqual({
      container: 'asf',
      duration: undefined,
      durationIsEstimate: false,
      hasVideo: false,
      picture: 0,
      audio: [{ codec: 'none', sampleRate: undefined, channels: undefined }],
    })
  })

  test('nothing that it may read', () => {
    expect(
      parse("[in#0 @ 0x564] Format not on whitelist 'mov,matroska'\nError opening input files: Invalid argument\n"),
    ).toBe(undefined)
  })
})

test.each([
  ['mono', 1],
  ['stereo', 2],
  ['5.1(side)', 6],
  ['7.1.4', 12],
  ['22.2', 24],
  ['quad(side)', 4],
  ['3 channels (FL+FR+LFE)', 3],
  ['ambisonic 2', 9],
  ['0 channels', undefined],
  ['', undefined],
])('the layout %j has %p channels', (layout, channels) => {
  expect(channelCount(layout)).toBe(channels)
})

describe('a transcript', () => {
  test('keeps beginning and end of a flood, and stays small', () => {
    const transcript = new Transcript()
    transcript.add('Input #0, first\n')
    for (let line = 0; line < 100_000; line++) transcript.add(`[aac @ 0x1] error ${line}\n`)
    transcript.add('  Input stream #0:1 (audio): last')
    const text = transcript.text()
    expect(text).toMatch(/^Input #0, first\n/)
    expect(text).toMatch(/Input stream #0:1 \(audio\): last$/)
    expect(text.length).toBeLessThan(200_000)
  })

  test('joins lines that come in pieces, and leaves out tags', () => {
    const transcript = new Transcript()
    for (const piece of ['  Dura', 'tion: 1\n    ti', 'tle : x\n', '  Stream\n']) transcript.add(piece)
    expect(transcript.text()).toBe('  Duration: 1\n  Stream\n')
  })

  test('leaves out what lines quote of the file, and characters that could deceive a reader', () => {
    const transcript = new Transcript()
    transcript.add("[mov @ 0x1] error opening alias: path='/home/ada/it's secret', dir='x': No such file\n")
    transcript.add('[matroska @ 0x1] Unknown/unsupported AVCodecID A_SECRET.\n')
    transcript.add('  Stream #0:0(my secret): Audio: aac, 48000 Hz, mono, fltp\n  Stream #0:1[0x2](deu): Audio: mp3\n')
    transcript.add('[aac @ 0x1] \u009b2J\u202egnp.exe')
    expect(transcript.text().split('\n')).toEqual([
      "[mov @ 0x1] error opening alias: path='…': No such file",
      '[matroska @ 0x1] Unknown/unsupported AVCodecID …',
      '  Stream #0:0: Audio: aac, 48000 Hz, mono, fltp',
      '  Stream #0:1[0x2](deu): Audio: mp3',
      '[aac @ 0x1]  2J gnp.exe',
    ])
  })

  test('does not grow with one endless line', () => {
    const transcript = new Transcript()
    for (let piece = 0; piece < 1000; piece++) transcript.add('x'.repeat(1000))
    expect(transcript.text().length).toBeLessThan(100_000)
  })
})
