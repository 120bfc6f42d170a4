import { type WorkDeps, work } from '../../../lambdas/conversion/work'
import { createApp } from '../../../lambdas/jobs/app'
import {
  memoryAudioStore,
  memoryJobStore,
  memoryOutputStore,
  memorySourceStore,
  silentLog,
} from '../../support/in-memory'
import { ada, jobId, jobIn, newYear, quotas, terms } from '../../support/jobs'
import { caller } from '../../support/request'

/** The promise: a cancelled job's ffmpeg runs on for so long at most. Milliseconds. */
const promised = 5000

beforeEach(() => {
  jest.useFakeTimers({ now: newYear, doNotFake: ['nextTick', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

describe.each([
  ['POST', `/v1/jobs/${jobId}/cancel`, 200],
  ['DELETE', `/v1/jobs/${jobId}`, 204],
])('%s %s while a worker converts', (method, path, status) => {
  it.each([0, 1, 2999, 3000, 59_999])(
    'stops it within five seconds, when asked %i ms after its start',
    async (after) => {
      const kernel = {
        jobs: memoryJobStore(jobIn('uploaded')),
        sources: memorySourceStore(),
        terms,
        quotas,
        now: Date.now,
        log: silentLog,
      }
      let [tell, stoppedAt] = [(): void => undefined, Number.POSITIVE_INFINITY]
      const started = new Promise<void>((resolve) => {
        tell = resolve
      })
      /** Stands in for ffmpeg, which ends when it is stopped, and only then. */
      const convert: WorkDeps['convert'] = ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stoppedAt = Date.now()
            reject(signal.reason)
          })
          tell()
        })
      const worker = work(
        {
          ...kernel,
          convert,
          outputs: memoryOutputStore(memoryAudioStore()),
          machine: { ffmpeg: 'ffmpeg', encoder: 'slice-encoder' },
        },
        JSON.stringify({ owner: ada, id: jobId }),
      )
      await started
      await jest.advanceTimersByTimeAsync(after)
      expect(stoppedAt).toBe(Number.POSITIVE_INFINITY)

      const askedAt = Date.now()
      const answer = await caller(createApp({ ...kernel, audio: memoryAudioStore() }), ada)(method, path)
      expect(answer.status).toBe(status)
      await jest.advanceTimersByTimeAsync(promised)
      await worker

      expect(stoppedAt - askedAt).toBeLessThanOrEqual(promised)
    },
  )
})
