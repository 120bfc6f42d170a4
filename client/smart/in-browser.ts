import { BlobSource } from 'mediabunny'
import type { ConversionOptions } from '../api/types'
import { prepare } from './prepare'
import type { Prepared, PrepareOptions } from './prepared'
import { blobSink } from './sink'

/** `prepare` for a file that a person has chosen. */
export const prepareFile = (file: File, options: ConversionOptions, preparing?: PrepareOptions): Promise<Prepared> =>
  prepare(file, new BlobSource(file), async () => blobSink(), options, preparing)
