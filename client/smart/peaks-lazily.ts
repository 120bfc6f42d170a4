import type { MeasuredSound, Measuring } from './measure-peaks'

export type { MeasuredSound } from './measure-peaks'
export type { SoundPeaks } from './peak-meter'

/**
 * The waveform of a file that a person has chosen; see `measurePeaks`. What decodes is large, so it is loaded only now; where it cannot be
 * loaded, there is none.
 */
export async function measurePeaksLazily(
  file: File,
  language: string | undefined,
  measuring: Measuring,
): Promise<MeasuredSound | undefined> {
  let loaded: typeof import('./measure-peaks')
  try {
    loaded = await import('./measure-peaks')
  } catch {
    return undefined
  }
  return loaded.measurePeaks(file, language, measuring)
}
