import { BlobSource } from 'mediabunny'
import { prepare } from './prepare'
import type { Prepared, PrepareOptions, SmartOptions } from './prepared'
import { blobSink } from './sink'

/** `prepare` for a file that a person has chosen. */
export const prepareFile = (file: File, options: SmartOptions, preparing?: PrepareOptions): Promise<Prepared> =>
  prepare(file, new BlobSource(file), async () => blobSink(), options, preparing)
