import type { Job } from '../../../lambdas/jobs/domain'
import { giveUp } from '../../../lambdas/jobs/give-up'
import { anImport } from '../../support/imports'
import { memoryJobStore, silentLog } from '../../support/in-memory'
import { ada, anyJobIn, jobId, jobIn, newYear, states, terms } from '../../support/jobs'

const ref = { owner: ada, id: jobId }

async function givenUp(...seed: readonly Job[]) {
  const jobs = memoryJobStore(...seed)
  await giveUp({ jobs, terms, now: () => newYear, log: silentLog }, JSON.stringify(ref))
  return jobs
}

describe('a convert message that no worker could handle', () => {
  it('fails the job it was for, as our fault', async () => {
    const jobs = await givenUp(jobIn('uploaded'))
    expect(jobs.row(ref)).toMatchObject({ state: 'failed', reason: { code: 'system' } })
  })

  it('fails a converting job whose lease has run out', async () => {
    expect((await givenUp(jobIn('converting', { leaseUntil: newYear }))).row(ref)?.state).toBe('failed')
  })

  it('leaves a job alone that a worker holds', async () => {
    expect((await givenUp(jobIn('converting', { leaseUntil: newYear + 1 }))).writes).toHaveLength(0)
  })

  it.each(states.filter((state) => state !== 'uploaded' && state !== 'converting'))(
    'leaves a %s job alone',
    async (state) => {
      expect((await givenUp(anyJobIn(state))).writes).toHaveLength(0)
    },
  )

  it('does nothing for a job that is gone', async () => {
    expect((await givenUp()).writes).toHaveLength(0)
  })
})

describe('an import message that no worker could handle', () => {
  it('fails the import it was for, as our fault', async () => {
    const jobs = await givenUp(anImport({}, { leaseUntil: newYear }))
    expect(jobs.row(ref)).toMatchObject({ state: 'failed', reason: { code: 'system' } })
  })

  it('leaves an import alone that a worker holds', async () => {
    expect((await givenUp(anImport({}, { leaseUntil: newYear + 1 }))).writes).toHaveLength(0)
  })
})
