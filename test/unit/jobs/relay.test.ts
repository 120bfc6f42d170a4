import type { Job } from '../../../lambdas/jobs/domain'
import { redispatch, report } from '../../../lambdas/jobs/life'
import { relay } from '../../../lambdas/jobs/relay'
import { memoryOutbox, silentLog } from '../../support/in-memory'
import { ada, jobId, jobIn, newYear, terms } from '../../support/jobs'

async function relayed(...records: readonly (readonly [Job | undefined, Job])[]) {
  const outbox = memoryOutbox()
  for (const [before, after] of records) await relay({ outbox, log: silentLog }, before, after)
  return { converts: outbox.converts, events: outbox.events }
}

const ref = { owner: ada, id: jobId }

describe('the relay', () => {
  it('hands an uploaded job to the convert queue', async () => {
    expect(await relayed([jobIn('reserved'), jobIn('uploaded')])).toEqual({ converts: [ref], events: [] })
  })

  it('hands a job over again each time it is dispatched', async () => {
    const job = jobIn('converting')
    const { converts } = await relayed([job, redispatch(job, newYear, terms).to])
    expect(converts).toEqual([ref])
  })

  it('is silent about reservations and heartbeats', async () => {
    const job = jobIn('converting')
    expect(
      await relayed([undefined, jobIn('reserved')], [job, report(job, { percent: 1 }, newYear + 1, terms).to]),
    ).toEqual({ converts: [], events: [] })
  })

  it('publishes a final state', async () => {
    expect(await relayed([jobIn('converting'), jobIn('done')])).toEqual({
      converts: [],
      events: [{ id: `${jobId}:done:1.1`, state: 'done', owner: ada, job: jobId }],
    })
  })

  it('tells the same event under the same id when the record is repeated', async () => {
    const { events } = await relayed([jobIn('converting'), jobIn('failed')], [jobIn('converting'), jobIn('failed')])
    expect(new Set(events.map(({ id }) => id)).size).toBe(1)
  })

  it('gives a second failure, after a retry, an id of its own', async () => {
    const { events } = await relayed(
      [jobIn('converting'), jobIn('failed')],
      [jobIn('converting', { epoch: 2 }), jobIn('failed', { epoch: 2 })],
    )
    expect(new Set(events.map(({ id }) => id)).size).toBe(2)
  })

  it('fails when the queue is away, so that the record stays in the stream', async () => {
    const outbox = { ...memoryOutbox(), convert: () => Promise.reject(new Error('SQS is away')) }
    await expect(relay({ outbox, log: silentLog }, jobIn('reserved'), jobIn('uploaded'))).rejects.toThrow('SQS is away')
  })
})
