import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda'
import type { RoomStack } from '../room-stack'
import type { ServiceFunction } from '../service-function'
import type { ProgramSource } from '../stages'
import { encoderLayerFolder } from './encoder-binary'
import { ffmpegLayerFolder } from './ffmpeg-binary'
import { launcherLayerFolder } from './launcher-binary'

/** Gives the function ffmpeg, the MP3 encoder and the launcher of both, and says where they are. */
export function givePrograms(fn: ServiceFunction, stack: RoomStack, source: ProgramSource) {
  if (source.kind === 'files') {
    const { ffmpeg, encoder, launcher } = source
    return { ffmpeg, encoder, launcher }
  }
  const compatibleArchitectures = [Architecture.ARM_64]
  fn.addLayers(
    new LayerVersion(stack, 'ffmpeg', {
      description: 'ffmpeg with LAME, for linux-arm64',
      code: Code.fromAsset(ffmpegLayerFolder()),
      compatibleArchitectures,
      license: 'GPL-3.0-or-later',
    }),
    new LayerVersion(stack, 'encoder', {
      description: 'Encodes a slice of MP3 with LAME, for linux-arm64',
      code: Code.fromAsset(encoderLayerFolder()),
      compatibleArchitectures,
      license: 'LGPL-2.0-or-later',
    }),
    new LayerVersion(stack, 'launcher', {
      description: 'Starts both within limits, for linux-arm64',
      code: Code.fromAsset(launcherLayerFolder()),
      compatibleArchitectures,
      license: 'MIT',
    }),
  )
  return { ffmpeg: '/opt/bin/ffmpeg', encoder: '/opt/bin/slice-encoder', launcher: '/opt/bin/launcher' }
}
