import type { ConversionOptions } from '../api/types'
import { type Prepared, type PrepareOptions, whole } from './prepared'

/**
 * What to upload for a file that a person has chosen: its audio alone where that is sure to be the same, else all of it.
 * What takes videos apart is large, so it is loaded only now; where it cannot be loaded, the whole file goes.
 */
export async function prepareLazily(
  file: File,
  options: ConversionOptions,
  preparing: PrepareOptions = {},
): Promise<Prepared> {
  let loaded: typeof import('./in-browser')
  try {
    loaded = await import('./in-browser')
  } catch {
    return whole(file, options, 'failed')
  }
  return loaded.prepareFile(file, options, preparing)
}
