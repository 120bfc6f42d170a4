import { type Job, NetworkError, ProblemError } from '../../../../client/api/client'
import { waitForJob } from '../../../../client/api/wait'
import { fakeJob } from '../fake-api'

/** Answers with one after the other, and fails the test's wait when it is asked once more. */
function clientThatSays(...answers: (Partial<Job> | Error)[]) {
  return {
    async job(): Promise<Job> {
      const answer = answers.shift()
      if (answer === undefined) throw new Error('It asked again after the job had ended.')
      if (answer instanceof Error) throw answer
      return fakeJob(answer)
    },
  }
}

function problem(status: number) {
  return new ProblemError({ type: 'about:blank', title: 'No', status, detail: 'No.', errors: [] })
}

describe('waitForJob', () => {
  const sleep = async () => {}

  it.each(['done', 'failed', 'expired', 'cancelled'] as const)('ends when the job is %s', async (state) => {
    const seen: string[] = []
    const client = clientThatSays({ state: 'uploaded' }, { state: 'converting' }, { state })

    const job = await waitForJob(client, 'job-1', { sleep, onProgress: ({ state }) => seen.push(state) })

    expect(job.state).toBe(state)
    expect(seen).toEqual(['uploaded', 'converting', state])
  })

  it('asks less and less often, and soon again after a change', async () => {
    const pauses: number[] = []
    const converting = Array(12).fill({ state: 'converting' })
    await waitForJob(
      clientThatSays({ state: 'uploaded' }, { state: 'uploaded' }, ...converting, { state: 'done' }),
      'job-1',
      {
        sleep: async (ms) => void pauses.push(ms),
      },
    )

    expect(pauses.slice(0, 4)).toEqual([500, 650, 500, 650])
    expect(pauses.at(-1)).toBe(4000)
  })

  it('asks soon when the end is near', async () => {
    const pauses: number[] = []
    const left = (etaSeconds: number) => ({ state: 'converting' as const, progress: { percent: 50, etaSeconds } })
    await waitForJob(
      clientThatSays(...Array(12).fill(left(3600)), left(6), left(1), left(0), { state: 'done' }),
      'job-1',
      { sleep: async (ms) => void pauses.push(ms) },
    )

    expect(pauses.slice(-4)).toEqual([4000, 1500, 500, 500])
  })

  it('waits out a lost connection', async () => {
    const client = clientThatSays({ state: 'converting' }, new NetworkError('gone'), problem(503), { state: 'done' })

    expect((await waitForJob(client, 'job-1', { sleep })).state).toBe('done')
  })

  it('does not wait for a connection that stays lost', async () => {
    const client = clientThatSays(...Array(50).fill(new NetworkError('gone')))

    await expect(waitForJob(client, 'job-1', { sleep })).rejects.toThrow('gone')
  })

  it('does not ask again for a job that is not there', async () => {
    const client = clientThatSays(problem(404), { state: 'done' })

    await expect(waitForJob(client, 'job-1', { sleep })).rejects.toMatchObject({ status: 404 })
  })

  it('stops when it is aborted', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const client = clientThatSays({ state: 'converting' })

    const waiting = waitForJob(client, 'job-1', { signal: abort.signal, onProgress: () => abort.abort(reason) })

    await expect(waiting).rejects.toBe(reason)
  })
})
