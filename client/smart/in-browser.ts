import type { ConversionOptions } from '../api/types'
import { mediaOf } from './media-of'
import { prepare } from './prepare'
import type { Prepared, PrepareOptions } from './prepared'
import { blobSink } from './sink'

/** `prepare` for a file that a person has chosen. */
export function prepareFile(file: File, options: ConversionOptions, preparing?: PrepareOptions): Promise<Prepared> {
  return prepare(file, mediaOf(file), async () => blobSink(), options, preparing)
}
