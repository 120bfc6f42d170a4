export { convert } from './convert'
export { fileSink } from './file-sink'
export { fileSource } from './file-source'
export { ConversionError, type ConversionReason } from './reasons'
export {
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
} from './types'
