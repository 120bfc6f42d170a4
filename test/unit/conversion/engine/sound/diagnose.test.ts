import type { Probe } from '../../../../../lambdas/conversion/engine/ffmpeg/probe'
import { parseSummary } from '../../../../../lambdas/conversion/engine/ffmpeg/summary'
import { defaultLimits } from '../../../../../lambdas/conversion/engine/model/types'
import type { Mp3Facts } from '../../../../../lambdas/conversion/engine/mp3/mp3'
import { diagnose, type Evidence } from '../../../../../lambdas/conversion/engine/sound/diagnose'
import { type SourceFacts, usableSource } from '../../../../../lambdas/conversion/engine/sound/usable-source'

const rate = 48000
function mp3Of(seconds: number): Mp3Facts {
  const frames = Math.ceil((seconds * rate + 1152) / 1152)
  const tag = {
    kind: 'Info',
    frames,
    bytes: 10_000,
    delay: 576,
    padding: 0,
    audioCrc: 7,
    frame: { start: 0, length: 576 },
  } as const
  const samples = seconds * rate
  return {
    frames,
    sampleRate: rate,
    channels: 2,
    bitrate: 192,
    frameSamples: 1152,
    tag,
    samples,
    audioBytes: 9000,
    audioCrc: 7,
  }
}

const stereo = { codec: 'aac', sampleRate: rate, channels: 2 }
const probe: Probe = {
  container: 'mov',
  duration: 60,
  durationIsEstimate: false,
  hasVideo: true,
  audio: [stereo],
}
function facts(change: Partial<SourceFacts> = {}): SourceFacts {
  return {
    size: 1000,
    structure: undefined,
    probe,
    stderr: '',
    ...change,
  }
}

/** A conversion of a minute that gave so many seconds. */
function evidence(
  seconds: number,
  change: Partial<Evidence> & { readonly said?: string; readonly exitCode?: number } = {},
): Evidence {
  return {
    facts: facts(),
    probe,
    treatment: { window: { start: 0, end: undefined } },
    outcome: { exitCode: change.exitCode ?? 0, killedBy: null, stderr: change.said ?? '', seconds: 1 },
    summary: { packetsRead: 1000, decodeErrors: 0, samplesEncoded: seconds * rate },
    mp3: mp3Of(seconds),
    outputSize: 10_000,
    limits: defaultLimits,
    ...change,
  }
}

function reason(...args: Parameters<typeof evidence>) {
  return diagnose(evidence(...args))?.reason
}

const half = { facts: facts({ structure: { kind: 'mp4', declaredSize: 2000 } }) }
function errors(decodeErrors: number, seconds: number) {
  return {
    summary: { packetsRead: 1000, decodeErrors, samplesEncoded: seconds * rate },
  }
}

describe('a result is accepted', () => {
  test('when everything fits', () => expect(reason(60)).toBeUndefined())
  test('when the sound rightly ends before the pictures', () => expect(reason(20)).toBeUndefined())
  test('when what is missing of the file held no sound', () => expect(reason(60, half)).toBeUndefined())
  test('with a few damaged packets', () => expect(reason(60, errors(20, 60))).toBeUndefined())
})

describe('a result is refused', () => {
  const sound: Partial<Evidence> = { probe: { ...probe, hasVideo: false } }
  test('when the file is shorter than it says, and the sound too', () => expect(reason(59.8, half)).toBe('truncated'))
  test('when a container that knows no duration is shorter', () => {
    expect(reason(60, { ...half, probe: { ...probe, container: 'wav' } })).toBe('truncated')
  })
  test('when sound alone ends early', () => expect(reason(50, sound)).toBe('truncated'))
  test('when ffmpeg says that the end is missing', () => {
    expect(reason(20, { said: '[matroska,webm @ 0x1] File ended prematurely' })).toBe('truncated')
  })
  test('when a piece of it is missing, however small', () => {
    const structure = { kind: 'ogg', declaredSize: 1001, isInPieces: true } as const
    expect(reason(60, { facts: facts({ structure }), probe: { ...probe, container: 'ogg' } })).toBe('truncated')
  })
  test('when a container that counts its samples has fewer', () => {
    expect(reason(59.7, { probe: { ...probe, hasVideo: false, container: 'flac' } })).toBe('truncated')
  })
  test('when its track is empty', () => {
    for (const packetsRead of [0, 1]) {
      const summary = { packetsRead, decodeErrors: 0, samplesEncoded: 0 }
      expect(reason(0, { summary, mp3: undefined })).toBe('no-audio')
    }
  })
  test('when a whole file with pictures is damaged once, and much of the sound is gone', () => {
    expect(reason(50, errors(1, 50))).toBe('corrupt')
  })
  test('when many packets are damaged', () => expect(reason(60, errors(21, 60))).toBe('corrupt'))
  test('when damage costs time', () => expect(reason(50, { ...sound, ...errors(5, 50) })).toBe('corrupt'))
  test('when ffmpeg fails', () => expect(reason(60, { exitCode: 1 })).toBe('corrupt'))
  test('when there is no sound in it', () =>
    expect(diagnose({ ...evidence(60), mp3: undefined })?.reason).toBe('corrupt'))
  test('when there is no decoder', () => {
    expect(reason(0, { exitCode: 1, said: 'Decoding requested, but no decoder found for: ac4' })).toBe(
      'unsupported-codec',
    )
  })
  test('when the disk is full', () =>
    expect(reason(60, { exitCode: 1, said: 'No space left on device' })).toBe('system'))
  test('when ffmpeg was killed', () => {
    const outcome = { exitCode: null, killedBy: 'SIGKILL', stderr: '', seconds: 1 } as const
    expect(reason(60, { outcome })).toBe('system')
  })
  test('when it is longer than allowed', () => {
    const limits = { ...defaultLimits, maxSeconds: 59 }
    const error = diagnose(evidence(60, { limits }))
    expect([error?.reason, error?.message]).toEqual([
      'too-long',
      'The sound is longer than the 59 seconds that we convert.',
    ])
  })
  test.each<[string, (mp3: Mp3Facts) => Mp3Facts]>([
    ['samples are lost', (mp3) => ({ ...mp3, samples: mp3.samples - 1 })],
    ['samples are added', (mp3) => ({ ...mp3, samples: mp3.samples + 1 })],
    ['a frame is lost', (mp3) => ({ ...mp3, frames: mp3.frames - 1 })],
    ['a byte is changed', (mp3) => ({ ...mp3, audioCrc: 8 })],
    ['it has no tag', (mp3) => ({ ...mp3, tag: undefined })],
  ])('when %s on the way out', (_name, change) => {
    expect(diagnose({ ...evidence(60), mp3: change(mp3Of(60)) })?.reason).toBe('system')
  })
})

describe('a source is refused before it is converted', () => {
  const refusal = (change: Partial<SourceFacts>) => {
    try {
      usableSource(facts(change), { format: 'mp3' }, defaultLimits)
    } catch (error) {
      return error
    }
    throw new Error('it was not refused')
  }
  const stream = (change: object) => ({
    probe: { ...probe, hasVideo: false, audio: [{ ...stereo, ...change }] },
  })
  const mp4 = (declaredSize: number) => ({ probe: undefined, structure: { kind: 'mp4', declaredSize } as const })

  test.each<[string, Partial<SourceFacts>, string]>([
    ['empty', { size: 0 }, 'not-media'],
    ['of no kind', { probe: undefined }, 'not-media'],
    ['cut before its index', mp4(2000), 'truncated'],
    ['without an index', mp4(1000), 'corrupt'],
    ['without sound', { probe: { ...probe, audio: [] } }, 'no-audio'],
    ['of an unknown codec', stream({ codec: 'none' }), 'unsupported-codec'],
    ['taken for sound by mistake', stream({ sampleRate: undefined }), 'not-media'],
    ['of 1 Hz', stream({ sampleRate: 1 }), 'unsupported-codec'],
    ['of 24 channels', stream({ channels: 24 }), 'too-many-channels'],
    ['of a day', { probe: { ...probe, duration: 86_400 } }, 'too-long'],
  ])('when it is %s', (_name, change, expected) => {
    expect(refusal(change)).toMatchObject({ reason: expected, message: expect.stringMatching(/^[A-Z].*\.$/) })
  })
})

describe("ffmpeg's summary", () => {
  test('of 9.0.2', () => {
    const stderr = `[out#0/mp3 @ 0x1]   Output stream #0:0 (audio): 99 frames encoded (113664 samples); 100 packets muxed (57600 bytes); 
[in#0/flac @ 0x2]   Input stream #0:0 (audio): 112 packets read (141610 bytes); 111 frames decoded; 1 decode errors (113664 samples); `
    expect(parseSummary(stderr)).toEqual({ packetsRead: 112, decodeErrors: 1, samplesEncoded: 113664 })
  })
  test('of 5.1.9, which tells errors one by one', () => {
    const stderr = `Error while decoding stream #0:1: Invalid data found when processing input
  Input stream #0:0 (video): 1 packets read (6253 bytes); 
  Input stream #0:1 (audio): 119 packets read (30684 bytes); 118 frames decoded (120832 samples); 
  Output stream #0:0 (audio): 105 frames encoded (120832 samples); 106 packets muxed (61056 bytes); `
    expect(parseSummary(stderr)).toEqual({ packetsRead: 119, decodeErrors: 1, samplesEncoded: 120832 })
  })
  test('is not there when it broke off', () => expect(parseSummary('Conversion failed!')).toBeUndefined())
})
