import { fileFormats } from '../formats'
import { homeOf } from '../formats/copies'
import type { FileFormat } from '../formats/file-format'
import { mp3FrameSamples } from '../formats/mp3'
import type { ConvertOptions } from '../model/types'
import type { PcmFormat } from './treatment'
import type { Stream } from './usable-source'

/** What a sound becomes. */
export interface Target {
  readonly format: FileFormat
  readonly pcm: PcmFormat
}

/** What was asked for, else what is nearest to the source. */
export function targetOf(options: ConvertOptions, stream: Stream): Target {
  const format = options.format === 'copy' ? homeOf(stream.codec) : fileFormats[options.format]
  const isCopy = options.format === 'copy'
  const sampleRate = isCopy ? stream.sampleRate : (options.sampleRate ?? format.sampleRate(stream.sampleRate))
  const { channels: there = 2 } = stream
  const channels = options.channels ?? (isCopy || there <= format.maxChannels ? there : 2)
  const layout = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : undefined
  return { format, pcm: { sampleRate, channels, layout, frameSamples: mp3FrameSamples(sampleRate) } }
}
