export { convert } from './convert'
export { fileSource } from './file-source'
export { ConversionError, type ConversionReason } from './reasons'
export {
  type Audio,
  type Bitrate,
  bitrates,
  type ConvertEnvironment,
  type ConvertOptions,
  type ConvertResult,
  defaultLimits,
  type Fallback,
  type Limits,
  type Progress,
  type Sink,
  type Source,
} from './types'
