import type { Job } from '../../../lambdas/jobs/domain'
import { linkToken } from '../../../lambdas/jobs/link'
import { notify } from '../../../lambdas/notifications/notify'
import type { Mail } from '../../../lambdas/shared/mail'
import { memoryJobStore, recordingLog } from '../../support/in-memory'
import { ada, anyJobIn, jobId, jobIn, newYear, states } from '../../support/jobs'

const site = 'https://audiolift.test'

function room(job: Job | undefined, address: string | undefined = 'ada@example.org') {
  const mails: Mail[] = []
  let time = newYear
  const log = recordingLog()
  const deps = {
    jobs: memoryJobStore(...(job ? [job] : [])),
    addressOf: async (owner: string) => (owner === ada ? address : undefined),
    send: async (mail: Mail) => void mails.push(mail),
    site,
    now: () => time,
    log,
  }
  const pass = (ms: number) => {
    time += ms
  }
  const event = (state: string) => ({ id: `${jobId}:${state}:1`, state, owner: ada, job: jobId })
  const delivery = (state: string) => JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event(state)) })
  return { mails, log, deps, pass, notify: (state: string) => notify(deps, delivery(state)) }
}

describe('an event of a job', () => {
  it('is mailed with a link that opens without signing in', async () => {
    const job = jobIn('done')
    const { mails, notify } = room(job)
    await notify('done')
    expect(mails).toHaveLength(1)
    expect(mails[0]).toMatchObject({ to: 'ada@example.org', subject: 'Your audio is ready: holiday.mp3' })
    expect(mails[0]?.text).toContain(`${site}/v1/shares/${linkToken(job)}`)
    expect(mails[0]?.text).toContain(`${site}/?job=${jobId}`)
  })

  it('of a failure is mailed with the reason, and no link', async () => {
    const job = jobIn('failed')
    const { mails, notify } = room(job)
    await notify('failed')
    expect(mails[0]?.text).toContain('The video has no sound.')
    expect(mails[0]?.text).not.toContain(job.shareKey)
  })

  it.each(states.filter((state) => state !== 'done' && state !== 'failed'))('%s is not mailed', async (state) => {
    const { mails, notify } = room(anyJobIn(state))
    await notify(state)
    expect(mails).toEqual([])
  })

  it('is not mailed when the row has moved on: tried again, or removed', async () => {
    for (const job of [jobIn('uploaded'), undefined]) {
      const { mails, notify } = room(job)
      await notify('failed')
      expect(mails).toEqual([])
    }
  })

  it('of a failure that was made good since is not mailed, however late it comes', async () => {
    const { mails, notify } = room(jobIn('done', { epoch: 2 }))
    await notify('failed')
    expect(mails).toEqual([])
  })

  it('without a verified address is noted, not tried for ever', async () => {
    const { mails, log, notify } = room(jobIn('done'), '')
    await expect(notify('done')).resolves.toBeUndefined()
    expect(mails).toEqual([])
    expect(log.lines).toMatchObject([{ level: 'warn' }])
  })

  it('comes back when the mail could not be sent', async () => {
    const { deps } = room(jobIn('done'))
    deps.send = () => Promise.reject(new Error('SES is away'))
    const body = JSON.stringify({ Message: JSON.stringify({ id: 'x', state: 'done', owner: ada, job: jobId }) })
    await expect(notify(deps, body)).rejects.toThrow('SES is away')
  })

  it('that is none is an error, for the dead-letter queue', async () => {
    const { deps } = room(undefined)
    for (const body of ['nonsense', '{}', JSON.stringify({ Message: '{}' })])
      await expect(notify(deps, body)).rejects.toThrow()
  })
})

describe('a queue that repeats itself', () => {
  it('mails once, however often the message comes', async () => {
    const { mails, notify } = room(jobIn('done'))
    for (let time = 1; time <= 3; time += 1) await notify('done')
    expect(mails).toHaveLength(1)
  })

  it('mails once when two are handled at the same time; the other comes back, and finds it done', async () => {
    const { mails, notify } = room(jobIn('done'))
    const outcomes = await Promise.allSettled([notify('done'), notify('done')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await notify('done')
    expect(mails).toHaveLength(1)
  })

  it('mails again when the sender died before the mark, but not before it must be dead', async () => {
    const { deps, mails, pass, notify } = room(jobIn('done'))
    const { take } = deps.jobs
    let calls = 0
    deps.jobs.take = (step) => {
      calls += 1
      return calls === 2 ? new Promise(() => undefined) : take(step)
    }
    void notify('done')
    while (calls < 2) await new Promise(setImmediate)
    expect(mails).toHaveLength(1)
    await expect(notify('done')).rejects.toThrow('Another function')
    pass(60_000)
    await notify('done')
    await notify('done')
    expect(mails).toHaveLength(2)
  })

  it('does not mail again because the mark could not be written', async () => {
    const { deps, mails, log, notify } = room(jobIn('done'))
    const { take } = deps.jobs
    let calls = 0
    deps.jobs.take = (step) => {
      calls += 1
      return calls === 2 ? Promise.reject(new Error('throttled')) : take(step)
    }
    await expect(notify('done')).resolves.toBeUndefined()
    expect(mails).toHaveLength(1)
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'warn'])
  })

  it('mails the second end of a job that was tried again', async () => {
    const first = jobIn('failed')
    const { deps, mails, notify } = room(first)
    await notify('failed')
    deps.jobs.put({ ...first, ...deps.jobs.row(first), epoch: first.epoch + 1, dispatch: first.dispatch + 1 } as Job)
    await notify('failed')
    expect(mails).toHaveLength(2)
  })
})
