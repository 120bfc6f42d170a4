import type { Job } from '../../../lambdas/jobs/domain'
import { linkToken } from '../../../lambdas/jobs/link'
import { createApp } from '../../../lambdas/sharing/app'
import { memoryAudioStore, memoryJobStore, recordingLog } from '../../support/in-memory'
import { anyJobIn, bob, jobIn, states } from '../../support/jobs'
import { aProblem, caller, problemIn } from '../../support/request'

function room(...seed: readonly Job[]) {
  const log = recordingLog()
  const app = createApp({ jobs: memoryJobStore(...seed), audio: memoryAudioStore(), log })
  const call = caller(app)
  return { log, open: (token: string) => call('GET', `/v1/shares/${token}`) }
}

describe('GET /v1/shares/{token}', () => {
  const job = jobIn('done')

  it('leads to the audio without signing in, and leaves no trace of the link', async () => {
    const { open, log } = room(job)
    const { status, headers } = await open(linkToken(job))
    expect(status).toBe(302)
    expect(headers.get('location')).toMatch(/holiday\.mp3/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(JSON.stringify(log.lines)).not.toContain(job.shareKey)
  })

  it.each(states.filter((state) => state !== 'done'))('does not open for a %s job', async (state) => {
    const other = anyJobIn(state)
    expect(problemIn(await room(other).open(linkToken(other)))).toEqual(aProblem(404, 'not-found'))
  })

  it('answers a wrong secret, another owner, a job that is gone and nonsense all the same', async () => {
    const { open } = room(job)
    const answers = [
      await open(linkToken({ ...job, shareKey: 'x'.repeat(job.shareKey.length) })),
      await open(linkToken({ ...job, shareKey: job.shareKey.slice(0, -1) })),
      await open(linkToken({ ...job, owner: bob })),
      await room().open(linkToken(job)),
      await open('nonsense'),
      await open('%00.%00'),
      await open('x'.repeat(5000)),
    ]
    for (const answer of answers) {
      expect(problemIn(answer)).toEqual(aProblem(404, 'not-found'))
      expect(answer.body).toEqual(answers[0]?.body)
    }
  })
})
