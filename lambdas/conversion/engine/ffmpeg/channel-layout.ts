/** Channels of ffmpeg's named layouts that do not say it in figures (libavutil, channel_layout.c). */
const named: Record<string, number> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  binaural: 2,
  quad: 4,
  hexagonal: 6,
  octagonal: 8,
  cube: 8,
  hexadecagonal: 16,
}

/** How many channels a layout has as ffmpeg writes it: `stereo`, `5.1(side)`, `7.1.4`, `12 channels (FL+FR+…)`, `ambisonic 1`. */
export function channelCount(layout: string): number | undefined {
  const counted = /^(\d+) channels\b/.exec(layout)
  if (counted) return Number(counted[1]) || undefined
  const ambisonic = /^ambisonic (\d+)/.exec(layout)
  if (ambisonic) return (Number(ambisonic[1]) + 1) ** 2
  const figures = /^\d+(\.\d+)+/.exec(layout)
  if (figures) return figures[0].split('.').reduce((sum, figure) => sum + Number(figure), 0)
  return named[/^\w+/.exec(layout)?.[0] ?? '']
}
