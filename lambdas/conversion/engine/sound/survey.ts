import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { runFfmpeg } from '../ffmpeg/ffmpeg'
import { guardedInput } from '../ffmpeg/guard'
import { parseSummary } from '../ffmpeg/summary'
import { ConversionError } from '../model/reasons'
import type { Selection } from './plan'
import { decodeFilters, type Treatment } from './treatment'
import { seekOptions } from './window'

/** What can be told of a sound only after hearing all of it. */
export interface Survey {
  /** Of the treated sound. */
  readonly seconds: number
  /** LUFS (ITU-R BS.1770); `undefined` when there is nothing but silence. */
  readonly loudness: number | undefined
  /** dB of full scale, between samples, too. */
  readonly truePeak: number
  /** Seconds of silence at the beginning, and where the one at the end begins. */
  readonly silence: { readonly until: number; readonly from: number }
}

/** Sound below is silence, in dB of full scale; shorter pauses are none, in seconds. */
const silenceFilter = 'silencedetect=noise=-50dB:d=0.5'

/** Hz. */
const meterRate = 48000

/** ITU-R BS.1770 measures down to -70 LUFS; a silent sound has just that. */
const silent = -69.9

/** Decodes a source to its end, treats it, and listens. @throws ConversionError when ffmpeg dies; `signal.reason` when aborted. */
export async function survey(selection: Selection, treatment: Treatment): Promise<Survey> {
  const { ffmpeg, url, stream, pcm, limits, signal } = selection
  const heard = new Listener()
  const outcome = await runFfmpeg({
    ffmpeg,
    // biome-ignore format: an option and its value on one line
    args: [
      '-loglevel', 'verbose',
      ...seekOptions(treatment.window),
      ...guardedInput(url),
      '-map', `0:a:${stream.index}`, '-vn', '-sn', '-dn',
      '-af', [
        decodeFilters(treatment, pcm),
        silenceFilter,
        // BS.1770's filters are for 48 kHz; ffmpeg before 7 knows them for no other rate.
        `aresample=${meterRate}`, 'ebur128=peak=true:metadata=1:framelog=verbose',
        'ametadata=mode=print:file=pipe\\\\:1',
      ].join(','),
      '-t', String(limits.maxSeconds + 1),
      '-f', 'null', '-',
    ],
    signal,
    read: (output) => heard.listen(output),
  })
  if (outcome.killedBy)
    throw new ConversionError('system', { detail: `ffmpeg died of ${outcome.killedBy}: ${outcome.stderr}` })
  const seconds = (parseSummary(outcome.stderr)?.samplesEncoded ?? 0) / meterRate
  return heard.survey(seconds)
}

/** Reads what `ametadata` prints: for each piece of sound, what is known until then. */
class Listener {
  private loudness = silent
  private peak = 0
  private silences: { readonly from: number; until: number | undefined }[] = []

  async listen(output: Readable): Promise<void> {
    for await (const line of createInterface({ input: output })) this.take(line)
  }

  survey(seconds: number): Survey {
    const [first] = this.silences
    const last = this.silences.at(-1)
    const isToEnd = last && (last.until === undefined || last.until >= seconds - 0.05)
    return {
      seconds,
      loudness: this.loudness > silent ? this.loudness : undefined,
      truePeak: 20 * Math.log10(this.peak),
      silence: {
        until: first && first.from < 0.05 ? (first.until ?? seconds) : 0,
        from: isToEnd ? last.from : seconds,
      },
    }
  }

  private take(line: string): void {
    const [, key, value] = /^lavfi\.(r128\.I|r128\.true_peak|silence_start|silence_end)=(-?[\d.]+)/.exec(line) ?? []
    const number = Number(value)
    if (key === 'r128.I') this.loudness = number
    else if (key === 'r128.true_peak') this.peak = number
    else if (key === 'silence_start') {
      // Only the first and the last matter, and a hostile file has any number.
      if (this.silences.length > 1) this.silences.pop()
      this.silences.push({ from: number, until: undefined })
    } else if (key === 'silence_end') {
      const last = this.silences.at(-1)
      if (last) last.until = number
    }
  }
}
