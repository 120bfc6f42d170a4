import type { Job } from '../../../lambdas/jobs/domain'
import { cancel, expire, upload } from '../../../lambdas/jobs/life'
import { confirmUpload, settleUpload } from '../../../lambdas/jobs/settle-upload'
import { memoryJobStore, memorySourceStore } from '../../support/in-memory'
import { jobIn, newYear, terms } from '../../support/jobs'

async function room(size = 10) {
  const sources = memorySourceStore()
  const ref = jobIn('reserved')
  const job = jobIn('reserved', { size, upload: { id: await sources.begin(ref), partSize: 100 } })
  const jobs = memoryJobStore(job)
  return { job, jobs, sources, deps: { jobs, sources, terms, now: () => newYear } }
}

describe('confirming an upload', () => {
  it('takes the step when the source has the declared size', async () => {
    const { deps, job, sources } = await room()
    sources.put(job, Buffer.alloc(10))
    expect((await confirmUpload(deps, job))?.state).toBe('uploaded')
  })

  it.each([9, 11])('does not when it has %i of 10 bytes', async (size) => {
    const { deps, job, jobs, sources } = await room()
    sources.put(job, Buffer.alloc(size))
    expect(await confirmUpload(deps, job)).toBeUndefined()
    expect(jobs.writes).toHaveLength(0)
  })

  it('tells the row when somebody else was faster', async () => {
    const { deps, job, jobs, sources } = await room()
    sources.put(job, Buffer.alloc(10))
    await jobs.take(upload(job, newYear, terms))
    expect((await confirmUpload(deps, job))?.state).toBe('uploaded')
    expect(jobs.writes).toHaveLength(1)
  })
})

describe('a reservation that has run out', () => {
  it('counts when its source has arrived: a lost event costs nothing', async () => {
    const { deps, job, jobs, sources } = await room()
    sources.put(job, Buffer.alloc(10))
    await settleUpload(deps, job, expire(job, newYear, terms))
    expect(jobs.row(job)?.state).toBe('uploaded')
  })

  it('expires without it, and its parts are given up', async () => {
    const { deps, job, jobs, sources } = await room()
    sources.receive(job, 1, Buffer.alloc(10))
    await settleUpload(deps, job, expire(job, newYear, terms))
    expect(jobs.row(job)?.state).toBe('expired')
    expect(sources.open.size).toBe(0)
  })

  it.each([cancel, expire])('leaves a job alone that is over', async (end) => {
    const { deps, job, jobs } = await room()
    await jobs.take<Job>(end(job, newYear, terms))
    const before = jobs.row(job)
    await settleUpload(deps, job, expire(job, newYear, terms))
    expect(jobs.row(job)).toEqual(before)
  })
})
