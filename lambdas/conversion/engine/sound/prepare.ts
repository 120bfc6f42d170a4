import type { ConvertResult } from '../model/types'
import type { Selection } from './plan'
import { type Survey, survey } from './survey'
import type { Treatment } from './treatment'
import type { Window } from './window'

export interface Prepared {
  readonly treatment: Treatment
  readonly loudness?: ConvertResult['loudness']
}

/** Seconds of silence that stay at each end. */
const keptSilence = 0.2

/** dB of full scale: true peaks of the result stay below -1, and lossy codecs add to them. */
const ceilings = { lossy: -2, lossless: -1.1 }

/** LU that the result may be off; a limiter takes some loudness, which more gain gives back. */
const precision = 0.1
const rounds = 4

/** Finds out what the treatment depends on. Hears the sound once more, or several times, only where an option needs it. */
export async function prepare(selection: Selection, window: Window): Promise<Prepared> {
  const { loudness, fadeIn, fadeOut, trimSilence } = selection.options
  const needsSurvey = loudness !== undefined || trimSilence || fadeOut
  if (!needsSurvey) return { treatment: { window, ...(fadeIn && { fadeIn }) } }
  const heard = await survey(selection, { window })
  const trimmed = trimSilence ? withoutSilence(window, heard) : window
  const seconds =
    trimmed.end === undefined ? heard.seconds - (trimmed.start - window.start) : trimmed.end - trimmed.start
  const treatment = {
    window: trimmed,
    ...(fadeIn && { fadeIn }),
    ...(fadeOut && { fadeOut: { from: Math.max(Math.min(seconds, heard.seconds) - fadeOut, 0), seconds: fadeOut } }),
  }
  if (loudness === undefined) return { treatment }
  return reach(selection, loudness, treatment, heard)
}

/** A sound that is all silence stays as it is. */
function withoutSilence(window: Window, { seconds, silence }: Survey): Window {
  if (silence.until >= silence.from) return window
  const until = Math.max(silence.until - keptSilence, 0)
  const from = silence.from + keptSilence
  return {
    ...window,
    start: window.start + until,
    end: from < seconds ? window.start + from : window.end,
  }
}

async function reach(selection: Selection, target: number, treatment: Treatment, heard: Survey): Promise<Prepared> {
  if (heard.loudness === undefined) return { treatment }
  const source = heard.loudness
  const ceiling = selection.format.isLossy ? ceilings.lossy : ceilings.lossless
  let gain = target - source
  const told = (integrated: number, truePeak: number) => ({ target, source, gain, integrated, truePeak })
  if (heard.truePeak + gain <= ceiling)
    return { treatment: { ...treatment, gain }, loudness: told(target, heard.truePeak + gain) }
  for (let round = 1; ; round++) {
    const limited = { ...treatment, gain, ceiling }
    const { loudness: integrated = target, truePeak } = await survey(selection, limited)
    if (Math.abs(target - integrated) <= precision || round === rounds)
      return { treatment: limited, loudness: told(integrated, truePeak) }
    gain += target - integrated
  }
}
