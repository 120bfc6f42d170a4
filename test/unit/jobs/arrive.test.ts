import { arrive } from '../../../lambdas/jobs/arrive'
import { type Job, sourceKey } from '../../../lambdas/jobs/domain'
import { memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, anyJobIn, jobId, jobIn, newYear, states, terms } from '../../support/jobs'

const ref = { owner: ada, id: jobId }

function room(...seed: readonly Job[]) {
  const jobs = memoryJobStore(...seed)
  const sources = memorySourceStore()
  const deps = { jobs, sources, terms, now: () => newYear, log: silentLog }
  return { jobs, sources, arrive: (body: object) => arrive(deps, JSON.stringify(body)) }
}

function eventOf(...keys: readonly string[]) {
  return {
    Records: keys.map((key) => ({ eventName: 'ObjectCreated:CompleteMultipartUpload', s3: { object: { key } } })),
  }
}

describe('the S3 event of a whole source', () => {
  it('confirms the upload', async () => {
    const { jobs, sources, arrive } = room(jobIn('reserved', { size: 10 }))
    sources.put(ref, Buffer.alloc(10))
    await arrive(eventOf(sourceKey(ref)))
    expect(jobs.row(ref)).toMatchObject({ state: 'uploaded', dispatch: 1 })
  })

  it('is understood with its key URL-encoded', async () => {
    const { jobs, sources, arrive } = room(jobIn('reserved', { size: 10 }))
    sources.put(ref, Buffer.alloc(10))
    await arrive(eventOf(encodeURIComponent(sourceKey(ref)).replaceAll('-', '%2D')))
    expect(jobs.row(ref)?.state).toBe('uploaded')
  })

  it('does nothing the second time', async () => {
    const { jobs, sources, arrive } = room(jobIn('reserved', { size: 10 }))
    sources.put(ref, Buffer.alloc(10))
    await arrive(eventOf(sourceKey(ref), sourceKey(ref)))
    await arrive(eventOf(sourceKey(ref)))
    expect(jobs.writes).toHaveLength(1)
  })

  it('does not confirm a source of another size', async () => {
    const { jobs, sources, arrive } = room(jobIn('reserved', { size: 11 }))
    sources.put(ref, Buffer.alloc(10))
    await arrive(eventOf(sourceKey(ref)))
    expect(jobs.writes).toHaveLength(0)
  })

  it.each(states.filter((state) => state !== 'reserved'))('comes too late for a %s job', async (state) => {
    const { jobs, sources, arrive } = room(anyJobIn(state))
    sources.put(ref, Buffer.alloc(anyJobIn(state).size))
    await arrive(eventOf(sourceKey(ref)))
    expect(jobs.writes).toHaveLength(0)
  })

  it('skips keys that do not belong to uploads, and continues', async () => {
    const { jobs, sources, arrive } = room(jobIn('reserved', { size: 10 }))
    sources.put(ref, Buffer.alloc(10))
    await arrive(eventOf('uploads/readme+first.txt', `other/${ada}/${jobId}`, sourceKey(ref)))
    expect(jobs.row(ref)?.state).toBe('uploaded')
  })

  it('takes S3’s test message', async () => {
    await expect(room().arrive({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'uploads' })).resolves.toBe(
      undefined,
    )
  })

  it('comes back to the queue when the table is away', async () => {
    const { jobs, arrive } = room()
    jobs.get = () => Promise.reject(new Error('throttled'))
    await expect(arrive(eventOf(sourceKey(ref)))).rejects.toThrow('throttled')
  })
})
