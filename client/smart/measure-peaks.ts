import { ALL_FORMATS, type AudioSample, AudioSampleSink, Input, type InputAudioTrack } from 'mediabunny'
import { isSameLanguage } from '../../media/language'
import { mediaOf } from './media-of'
import { createPeakMeter, type SoundPeaks } from './peak-meter'

export interface MeasuredSound {
  readonly peaks: SoundPeaks
  /** Whether it is the first sound of the file, which is the one that browsers play. */
  readonly isFirst: boolean
}

export interface Measuring {
  readonly signal: AbortSignal
  /** Now and then, beginning as soon as it is known how long the sound is. */
  readonly onProgress: (sound: MeasuredSound) => void
}

/** Shares of the sound after which it is told how far it is. */
const step = 0.02

/**
 * The waveform of a file that a person has chosen, of the sound that the service would take: the first one in the language, or the first of
 * all. Decoded by the browser, piece by piece.
 *
 * @returns undefined where this browser cannot decode it, or it is not media
 * @throws the signal's reason
 */
export async function measurePeaks(
  file: File,
  language: string | undefined,
  { signal, onProgress }: Measuring,
): Promise<MeasuredSound | undefined> {
  const input = new Input({ source: mediaOf(file), formats: ALL_FORMATS })
  try {
    const found = (await input.canRead()) ? await findSound(await input.getAudioTracks(), language) : undefined
    if (!found) return undefined
    const { track, isFirst } = found
    const declared = (await track.getDurationFromMetadata()) ?? (await input.getDurationFromMetadata([track]))
    const duration = declared ?? (await track.computeDuration())
    if (!(duration > 0) || !(await track.canDecode())) return undefined
    const meter = createPeakMeter(duration)
    const sound = () => ({ peaks: meter.read(), isFirst })
    signal.throwIfAborted()
    onProgress(sound())
    let told = 0
    let samples = new Float32Array()
    for await (const piece of new AudioSampleSink(track).samples()) {
      try {
        signal.throwIfAborted()
        if (samples.length < piece.numberOfFrames) samples = new Float32Array(piece.numberOfFrames)
        for (const channel of channelsOf(piece, samples)) meter.add(channel, piece.timestamp, piece.sampleRate)
      } finally {
        piece.close()
      }
      const share = piece.timestamp / duration
      if (share < told + step) continue
      told = share
      onProgress(sound())
    }
    return sound()
  } catch {
    signal.throwIfAborted()
    return undefined // damaged, or gone from the disk: the service will say what is wrong with it
  } finally {
    input.dispose()
  }
}

async function findSound(tracks: readonly InputAudioTrack[], language: string | undefined) {
  for (const [index, track] of tracks.entries())
    if (language === undefined || isSameLanguage(await track.getLanguageCode(), language))
      return { track, isFirst: index === 0 }
  return undefined
}

/** The same memory for each of them. */
function* channelsOf(piece: AudioSample, memory: Float32Array<ArrayBuffer>): Generator<Float32Array> {
  const samples = memory.subarray(0, piece.numberOfFrames)
  for (let planeIndex = 0; planeIndex < piece.numberOfChannels; planeIndex++) {
    piece.copyTo(samples, { planeIndex, format: 'f32-planar' })
    yield samples
  }
}
