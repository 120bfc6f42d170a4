export { convert } from './convert'
export { closeSandbox, type Gap } from './ffmpeg/sandbox'
export { fileSink } from './make/file-sink'
export { ConversionError, type ConversionReason } from './model/reasons'
export {
  type Conversion,
  type ConvertEnvironment,
  type ConvertOptions,
  type ConvertResult,
  defaultLimits,
  type Fallback,
  type Limits,
  type OutputDescription,
  type OutputName,
  type Progress,
  type Sink,
  type SinkOutput,
  type Source,
} from './model/types'
export { fileSource } from './source/file-source'
