import type { FormatName } from '../../../../options/formats'
import type { FileFormat } from './file-format'
import { flac } from './flac'
import { m4a } from './m4a'
import { mp3 } from './mp3'
import { opus } from './opus'
import { wav } from './wav'

/** How each format is made. */
export const fileFormats: Readonly<Record<Exclude<FormatName, 'copy'>, FileFormat>> = { mp3, m4a, opus, flac, wav }
