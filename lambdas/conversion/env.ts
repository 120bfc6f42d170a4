export const ConversionEnv = { ffmpeg: 'FFMPEG_BIN', encoder: 'ENCODER_BIN' } as const
