import { createCrew } from '../../../../../lambdas/conversion/engine/parallel/crew'

/** A task that lasts until it is told to stop. */
function untilStopped(signal: AbortSignal) {
  return new Promise<void>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

test('waits for all tasks, also those that tasks start', async () => {
  const crew = createCrew(new AbortController().signal)
  const ended: string[] = []
  crew.start(async () => {
    await Promise.resolve()
    crew.start(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      ended.push('inner')
    })
    ended.push('outer')
  })
  await crew.done()
  expect(ended).toEqual(['outer', 'inner'])
})

test('stops all tasks when one fails, waits for them, and throws what it threw', async () => {
  const crew = createCrew(new AbortController().signal)
  let stopped = false
  crew.start((signal) =>
    untilStopped(signal).finally(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      stopped = true
    }),
  )
  const failing = crew.start(() => Promise.reject(new Error('broken')))
  await expect(failing).rejects.toThrow('broken')
  await expect(crew.done()).rejects.toEqual(new Error('broken'))
  expect(stopped).toBe(true)
})

test('stops when it is told to', async () => {
  const outer = new AbortController()
  const crew = createCrew(outer.signal)
  crew.start(untilStopped)
  outer.abort(new Error('cancelled'))
  await expect(crew.done()).rejects.toEqual(new Error('cancelled'))
})
