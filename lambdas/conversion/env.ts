export const ConversionEnv = { ffmpeg: 'FFMPEG_BIN' } as const
