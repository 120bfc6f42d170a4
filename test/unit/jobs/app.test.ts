import { createApp } from '../../../lambdas/jobs/app'
import type { Job, JobState } from '../../../lambdas/jobs/domain'
import { cancel, finish, isFinal } from '../../../lambdas/jobs/life'
import type { JobView } from '../../../lambdas/jobs/view'
import { memoryAudioStore, memoryJobStore, memorySourceStore, recordingLog } from '../../support/in-memory'
import { ada, audio as anAudio, anyJobIn, bob, idAt, jobId, jobIn, newYear, states, terms } from '../../support/jobs'
import { aProblem, caller, problemIn } from '../../support/request'

interface Page {
  readonly jobs: readonly JobView[]
  readonly nextCursor?: string
}

const now = newYear + 5000

const room = (...seed: readonly Job[]) => {
  const jobs = memoryJobStore(...seed)
  const sources = memorySourceStore()
  const audio = memoryAudioStore(() => now)
  const log = recordingLog()
  const app = createApp({ jobs, sources, audio, terms, now: () => now, log })
  return { jobs, sources, audio, log, app, asAda: caller(app, ada), asBob: caller(app, bob), asNobody: caller(app) }
}

const routes = [
  ['GET', `/v1/jobs/${jobId}`],
  ['GET', `/v1/jobs/${jobId}/audio`],
  ['POST', `/v1/jobs/${jobId}/cancel`],
  ['POST', `/v1/jobs/${jobId}/retry`],
  ['DELETE', `/v1/jobs/${jobId}`],
] as const

describe.each(routes)('%s %s', (method, path) => {
  it('answers another owner as if there were no such job', async () => {
    const theirs = await room(jobIn('done')).asBob(method, path)
    const none = await room().asBob(method, path)
    expect(problemIn(theirs)).toEqual(aProblem(404, 'not-found'))
    expect(theirs.body).toEqual(none.body)
  })

  it('answers the same to an id that can be none', async () => {
    const answer = await room(jobIn('done')).asAda(method, path.replace(jobId, 'not-an-id'))
    expect(problemIn(answer)).toEqual(aProblem(404, 'not-found'))
  })

  it('is closed without a caller, and says how to sign in', async () => {
    const answer = await room(jobIn('done')).asNobody(method, path)
    expect(problemIn(answer)).toEqual(aProblem(401, 'unauthenticated'))
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })
})

describe('GET /v1/jobs', () => {
  const many = [1, 2, 3, 4, 5].map((n) => jobIn(n % 2 === 0 ? 'done' : 'failed', { id: idAt(n) }))

  it('lists the caller’s jobs, newest first', async () => {
    const { asAda } = room(...many, jobIn('done', { owner: bob, id: idAt(9) }))
    const { status, body } = await asAda<Page>('GET', '/v1/jobs')
    expect(status).toBe(200)
    expect(body.jobs.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1].map(idAt))
    expect(body).not.toHaveProperty('nextCursor')
  })

  it.each(['', '&state=done'])('its pages add up to the list, each job once (%p)', async (filter) => {
    const { asAda } = room(...many)
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await asAda<Page>('GET', `/v1/jobs?limit=2${filter}${cursor}`)
      seen.push(...body.jobs.map(({ id }) => id))
      if (!body.nextCursor) break
      cursor = `&cursor=${body.nextCursor}`
    }
    expect(seen).toEqual((filter ? [4, 2] : [5, 4, 3, 2, 1]).map(idAt))
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=many', 'limit'],
    ['state=lost', 'state'],
    ['cursor=bm9uZQ', 'cursor'],
  ])('refuses ?%s and names the field', async (query, field) => {
    const answer = await room().asAda('GET', `/v1/jobs?${query}`)
    expect(problemIn(answer)).toEqual(aProblem(400, 'invalid-request', [field]))
  })
})

describe('GET /v1/jobs/{id}', () => {
  it.each(states)('shows a %s job', async (state) => {
    const { status, body } = await room(anyJobIn(state)).asAda<JobView>('GET', `/v1/jobs/${jobId}`)
    expect({ status, id: body.id, state: body.state }).toEqual({ status: 200, id: jobId, state })
  })
})

describe('GET /v1/jobs/{id}/audio', () => {
  const path = `/v1/jobs/${jobId}/audio`

  it('leads to the audio', async () => {
    const { status, headers } = await room(jobIn('done')).asAda('GET', path)
    expect(status).toBe(302)
    expect(headers.get('location')).toMatch(/audio\.mp3/)
  })

  it('says where it is and until when with redirect=false', async () => {
    const { status, body } = await room(jobIn('done')).asAda<{ url: string; expiresAt: string }>(
      'GET',
      `${path}?redirect=false`,
    )
    expect(status).toBe(200)
    expect(body.url).toMatch(/audio\.mp3/)
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(now)
  })

  it.each(states.filter((state) => state !== 'done'))('has none of a %s job', async (state) => {
    expect(problemIn(await room(anyJobIn(state)).asAda('GET', path))).toEqual(aProblem(409, 'wrong-state'))
  })

  it('refuses another value of redirect', async () => {
    const answer = await room(jobIn('done')).asAda('GET', `${path}?redirect=no`)
    expect(problemIn(answer)).toEqual(aProblem(400, 'invalid-request', ['redirect']))
  })
})

describe('POST /v1/jobs/{id}/cancel', () => {
  const path = `/v1/jobs/${jobId}/cancel`

  it.each(['reserved', 'uploaded', 'converting', 'cancelled'] as const)('cancels a %s job', async (state) => {
    const { asAda, jobs } = room(anyJobIn(state))
    const { status, body } = await asAda<JobView>('POST', path)
    expect({ status, state: body.state, row: jobs.row({ owner: ada, id: jobId })?.state }).toEqual({
      status: 200,
      state: 'cancelled',
      row: 'cancelled',
    })
  })

  it.each(['done', 'failed', 'expired'] as const)('cannot cancel a %s job', async (state) => {
    const { asAda, jobs } = room(anyJobIn(state))
    expect(problemIn(await asAda('POST', path))).toEqual(aProblem(409, 'wrong-state'))
    expect(jobs.writes).toHaveLength(0)
  })

  it('sees that a worker finished in between', async () => {
    const held = jobIn('converting')
    const { app, jobs } = room(held)
    const get = jobs.get
    // The worker's write falls between the read and the write of the cancellation, once.
    jobs.get = async (ref) => {
      jobs.get = get
      const seen = await get(ref)
      await jobs.take(finish(held, anAudio, now, terms))
      return seen
    }
    expect(problemIn(await caller(app, ada)('POST', path))).toEqual(aProblem(409, 'wrong-state'))
    expect(jobs.row(held)?.state).toBe('done')
  })
})

describe('POST /v1/jobs/{id}/retry', () => {
  const path = `/v1/jobs/${jobId}/retry`

  it('tries a failed job again', async () => {
    const { asAda } = room(jobIn('failed'))
    const { status, body } = await asAda<JobView>('POST', path)
    expect({ status, state: body.state }).toEqual({ status: 200, state: 'uploaded' })
    expect(body).not.toHaveProperty('reason')
  })

  it.each(states.filter((state) => state !== 'failed'))('does not try a %s job again', async (state) => {
    expect(problemIn(await room(anyJobIn(state)).asAda('POST', path))).toEqual(aProblem(409, 'wrong-state'))
  })
})

describe('DELETE /v1/jobs/{id}', () => {
  it.each(states)('removes a %s job with its media', async (state: JobState) => {
    const { asAda, jobs, sources, audio } = room()
    const upload = { id: await sources.begin({ owner: ada, id: jobId }), partSize: 1000 }
    const job = anyJobIn(state, { upload })
    jobs.put(job)
    sources.put(job, Buffer.alloc(10))
    audio.put(jobIn('converting', { epoch: 1 }), Buffer.alloc(10))
    audio.put(jobIn('converting', { epoch: 2 }), Buffer.alloc(10))

    expect((await asAda('DELETE', `/v1/jobs/${jobId}`)).status).toBe(204)

    expect(jobs.row(job)).toBeUndefined()
    expect(await sources.size(job)).toBeUndefined()
    expect(sources.open.size).toBe(0)
    expect(audio.keys()).toEqual([])
  })

  it('cancels before it removes, so that a worker stops and the world is told', async () => {
    const { asAda, jobs } = room(jobIn('converting'))
    await asAda('DELETE', `/v1/jobs/${jobId}`)
    expect(jobs.writes.map(({ after }) => after?.state)).toEqual(['cancelled', undefined])
  })

  it('leaves the row when the media could not be removed, for the sweeper', async () => {
    const { asAda, jobs, audio } = room(jobIn('done'))
    audio.removeAll = () => Promise.reject(new Error('S3 is away'))
    const answer = await asAda('DELETE', `/v1/jobs/${jobId}`)
    expect(problemIn(answer)).toEqual(aProblem(500, 'internal'))
    expect(jobs.row(jobIn('done'))).toBeDefined()
  })

  it('never removes a row that came back to life meanwhile', async () => {
    const failed = jobIn('failed')
    const { jobs } = room(failed)
    jobs.put(jobIn('uploaded', { epoch: failed.epoch }))
    await jobs.remove(failed)
    expect(jobs.row(failed)?.state).toBe('uploaded')
  })
})

describe('the access line', () => {
  it('carries owner, job, route and status, and never the path', async () => {
    const { asAda, log } = room(jobIn('done'))
    await asAda('GET', `/v1/jobs/${jobId}`)
    expect(log.lines).toEqual([
      {
        level: 'info',
        message: 'request',
        fields: { method: 'GET', route: '/v1/jobs/:id', status: 200, ms: expect.any(Number), owner: ada, job: jobId },
      },
    ])
  })
})

describe('a cancelled job', () => {
  it('is final', () => {
    expect(isFinal(cancel(jobIn('reserved'), now, terms).to)).toBe(true)
  })
})
