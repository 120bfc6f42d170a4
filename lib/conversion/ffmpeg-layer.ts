import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda'
import type { RoomStack } from '../room-stack'
import type { ServiceFunction } from '../service-function'
import type { FfmpegSource } from '../stages'
import { ffmpegLayerFolder } from './ffmpeg-binary'

/** Gives the function an ffmpeg and says where it is. */
export const giveFfmpeg = (fn: ServiceFunction, stack: RoomStack, source: FfmpegSource): string => {
  if (source.kind === 'file') return source.path
  fn.addLayers(
    new LayerVersion(stack, 'ffmpeg', {
      description: 'ffmpeg with LAME, for linux-arm64',
      code: Code.fromAsset(ffmpegLayerFolder()),
      compatibleArchitectures: [Architecture.ARM_64],
      license: 'GPL-3.0-or-later',
    }),
  )
  return '/opt/bin/ffmpeg'
}
