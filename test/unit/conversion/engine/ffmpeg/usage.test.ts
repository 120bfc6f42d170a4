import { noteProcess, withUsage } from '../../../../../lambdas/conversion/engine/ffmpeg/usage'

function said(seconds: number, memory: number) {
  return `bench: utime=${seconds}s stime=0.500s rtime=9.000s\nbench: maxrss=${memory}KiB\n`
}

test('what ffmpegs took is added up, their memory where they ran at the same time', async () => {
  const { cpuSeconds, peakMemory } = await withUsage(async (usage) => {
    const own = process.resourceUsage().maxRSS * 1024
    const first = performance.now()
    noteProcess(first, said(1, 50_000))
    const later = performance.now()
    noteProcess(later, said(2, 60_000))
    noteProcess(later, said(4, 70_000))
    noteProcess(performance.now(), 'killed')
    const { cpuSeconds, peakMemory } = usage()
    return { cpuSeconds, peakMemory: peakMemory - own }
  })
  expect(cpuSeconds).toBeGreaterThanOrEqual(8.5)
  expect(cpuSeconds).toBeLessThan(10)
  expect(peakMemory).toBeGreaterThanOrEqual(130_000 * 1024)
  expect(peakMemory).toBeLessThan(200_000 * 1024)
})

test('what was not begun here does not count', async () => {
  noteProcess(0, said(100, 1))
  expect(await withUsage(async (usage) => usage().cpuSeconds)).toBeLessThan(1)
})
