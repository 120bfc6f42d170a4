/** Why we were asked to stop. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'disconnect'

/**
 * A signal that is aborted when somebody asks this process to stop: Ctrl-C, a closed terminal, or the end of the command
 * that started it.
 *
 * Each may come several times, for a terminal tells the whole process group and `npm` tells its child again: the first
 * counts, and the rest are taken without effect, so that nothing interrupts the clean stop.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = (reason: StopReason) => controller.abort(reason)
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop(name))
  process.on('disconnect', () => stop('disconnect'))
  // Waiting for the end of the parent alone must not keep this process alive.
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

/** The exit code of a program that was asked to stop before its work was done, as shells count it. */
export function interruptedCode(signal: AbortSignal): number {
  const reason: unknown = signal.reason
  if (reason === 'SIGINT') return 130
  return reason === 'SIGHUP' || reason === 'disconnect' ? 129 : 143
}
