/** Why we were asked to stop. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'disconnect'

/**
 * A signal that is aborted when this process is asked to stop: by Ctrl-C, a closed terminal, or the end of the command
 * that started it.
 *
 * Each may arrive several times, because a terminal signals the whole process group and `npm` signals its child again. The
 * first counts and the rest are ignored, so that nothing interrupts the clean stop.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = (reason: StopReason) => controller.abort(reason)
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop(name))
  process.on('disconnect', () => stop('disconnect'))
  // Waiting for the end of the parent must not by itself keep this process alive.
  process.channel?.unref()
  return controller.signal
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The exit code of a program that was stopped before its work was done, by the shells' convention. */
export function interruptedCode(signal: AbortSignal): number {
  const reason: unknown = signal.reason
  if (reason === 'SIGINT') return 130
  return reason === 'SIGHUP' || reason === 'disconnect' ? 129 : 143
}
