export const ConversionEnv = { ffmpeg: 'FFMPEG_BIN', encoder: 'ENCODER_BIN', launcher: 'LAUNCHER_BIN' } as const

/** Said in place of the launcher's path by somebody who does without, on a machine of their own. */
export const noLauncher = 'none'
