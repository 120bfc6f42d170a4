import { createApp } from '../../../lambdas/jobs/app'
import type { Row } from '../../../lambdas/jobs/domain'
import { cancel, finish, isFinal, retry } from '../../../lambdas/jobs/life'
import { remove } from '../../../lambdas/jobs/retention'
import type { JobView } from '../../../lambdas/jobs/view'
import { memoryAudioStore, memoryJobStore, memorySourceStore, recordingLog } from '../../support/in-memory'
import {
  ada,
  audio as anAudio,
  anyJobIn,
  bob,
  idAt,
  jobId,
  jobIn,
  newYear,
  quotas,
  states,
  terms,
} from '../../support/jobs'
import { aProblem, caller, problemIn } from '../../support/request'

interface Page {
  readonly jobs: readonly JobView[]
  readonly nextCursor?: string
}

const now = newYear + 5000

function room(...seed: readonly Row[]) {
  const jobs = memoryJobStore(...seed)
  const sources = memorySourceStore()
  const audio = memoryAudioStore(() => now)
  const log = recordingLog()
  const app = createApp({ jobs, sources, audio, terms, quotas, now: () => now, log })
  return { jobs, sources, audio, log, app, asAda: caller(app, ada), asBob: caller(app, bob), asNobody: caller(app) }
}

const routes = [
  ['GET', `/v1/jobs/${jobId}`],
  ['GET', `/v1/jobs/${jobId}/audio`],
  ['GET', `/v1/jobs/${jobId}/peaks`],
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
    ['search=STRASSE', [4]],
    ['search=ＣＡＦÉ', [3, 1]],
    ['search=cafe&state=done', [1]],
    ['search= beach ', [2]],
    ['search=nowhere', []],
  ])('finds ?%s in any case, with and without accents', async (query, numbers) => {
    const { asAda } = room(
      jobIn('done', { id: idAt(1), name: 'Café.mp4' }),
      jobIn('done', { id: idAt(2), name: 'At the beach.mov' }),
      jobIn('failed', { id: idAt(3), name: 'my cafe\u0301.mp4' }),
      jobIn('done', { id: idAt(4), name: 'Strasse.mkv' }),
      jobIn('done', { id: idAt(5), name: 'cafe', owner: bob }),
    )
    const { body } = await asAda<Page>('GET', `/v1/jobs?${encodeURI(query)}`)
    expect(body.jobs.map(({ id }) => id)).toEqual(numbers.map(idAt))
  })

  it('finds page by page what is far apart, each job once', async () => {
    const names = Array.from({ length: 1100 }, (_, n) => jobIn('done', { id: idAt(n + 1), name: n % 250 ? 'a' : 'b' }))
    const { asAda } = room(...names)
    const pages: number[] = []
    for (let cursor = ''; ; ) {
      const { body } = await asAda<Page>('GET', `/v1/jobs?limit=2&search=b${cursor}`)
      pages.push(body.jobs.length)
      if (!body.nextCursor) break
      cursor = `&cursor=${body.nextCursor}`
    }
    expect(pages).toEqual([2, 2, 1])
  })

  it('gives up for now where a search finds little, and says where to go on', async () => {
    const names = Array.from({ length: 2001 }, (_, n) => jobIn('done', { id: idAt(n + 1), name: n ? 'a' : 'b' }))
    const { asAda } = room(...names)
    const first = await asAda<Page>('GET', '/v1/jobs?search=b')
    expect(first.body.jobs).toEqual([])
    const second = await asAda<Page>('GET', `/v1/jobs?search=b&cursor=${first.body.nextCursor}`)
    expect(second.body.jobs.map(({ id }) => id)).toEqual([idAt(1)])
  })

  it.each([
    ['limit=0', 'limit'],
    ['search=', 'search'],
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

  it('has the chapters of its audio, which a list leaves out', async () => {
    const { asAda } = room(jobIn('done'))
    expect((await asAda<JobView>('GET', `/v1/jobs/${jobId}`)).body.audio).toEqual(anAudio)
    const { chapters: _, ...audio } = anAudio
    expect((await asAda<Page>('GET', '/v1/jobs')).body.jobs[0]?.audio).toEqual(audio)
  })
})

describe('GET /v1/jobs/{id}/peaks', () => {
  const path = `/v1/jobs/${jobId}/peaks`

  it('leads to the overview, or to the fine ones', async () => {
    const { asAda } = room(jobIn('done'))
    const { status, headers } = await asAda('GET', path)
    expect([status, headers.get('location')]).toEqual([302, expect.stringMatching(/peaks-overview\.json/)])
    expect((await asAda('GET', `${path}?detail=fine`)).headers.get('location')).toMatch(/peaks-fine\.json/)
  })

  it('says where they are and until when with redirect=false', async () => {
    const query = '?detail=fine&redirect=false'
    const { status, body } = await room(jobIn('done')).asAda<{ readonly url: string }>('GET', `${path}${query}`)
    expect([status, body.url]).toEqual([200, expect.stringMatching(/peaks-fine\.json/)])
  })

  it('refuses a detail that there is not, and a job that is not done', async () => {
    const { asAda } = room(jobIn('done'))
    expect(problemIn(await asAda('GET', `${path}?detail=all`))).toEqual(aProblem(400, 'invalid-request', ['detail']))
    expect(problemIn(await room(jobIn('converting')).asAda('GET', path))).toEqual(aProblem(409, 'wrong-state'))
    const done = jobIn('done')
    const copied = { ...done, audio: { ...done.audio, mode: 'copy' as const } }
    expect(problemIn(await room(copied).asAda('GET', path))).toEqual(aProblem(409, 'wrong-state'))
  })
})

describe('GET /v1/jobs/{id}/audio', () => {
  const path = `/v1/jobs/${jobId}/audio`

  it('leads to the audio', async () => {
    const { status, headers } = await room(jobIn('done')).asAda('GET', path)
    expect(status).toBe(302)
    expect(headers.get('location')).toMatch(/holiday\.mp3/)
  })

  it('says where it is and until when with redirect=false', async () => {
    const { status, body } = await room(jobIn('done')).asAda<{ readonly url: string; readonly expiresAt: string }>(
      'GET',
      `${path}?redirect=false`,
    )
    expect(status).toBe(200)
    expect(body.url).toMatch(/holiday\.mp3/)
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
      await jobs.take(finish(held, anAudio, now, terms, quotas))
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

  it.each(['leaving', 'gone'] as const)('says that the video is not kept any more: %s', async (source) => {
    const { asAda, jobs } = room(jobIn('failed', { source }))
    expect(problemIn(await asAda('POST', path))).toEqual(aProblem(409, 'source-removed'))
    expect(jobs.writes).toHaveLength(0)
  })

  it('says so, too, when its time is over but the sweeper has not come yet', async () => {
    const answer = await room(jobIn('failed', { sourceUntil: now })).asAda('POST', path)
    expect(problemIn(answer)).toEqual(aProblem(409, 'source-removed'))
  })

  it.each(states.filter((state) => state !== 'failed'))('does not try a %s job again', async (state) => {
    expect(problemIn(await room(anyJobIn(state)).asAda('POST', path))).toEqual(aProblem(409, 'wrong-state'))
  })
})

describe('DELETE /v1/jobs/{id}', () => {
  const path = `/v1/jobs/${jobId}`

  it.each(states.filter((state) => state !== 'converting'))('removes a %s job with its media', async (state) => {
    const { asAda, jobs, sources, audio } = room()
    const upload = { id: await sources.begin({ owner: ada, id: jobId }), partSize: 1000 }
    const job = anyJobIn(state, { upload })
    jobs.put(job)
    sources.put(job, Buffer.alloc(10))
    audio.put(jobIn('converting', { epoch: 1 }), Buffer.alloc(10))
    audio.put(jobIn('converting', { epoch: 2 }), Buffer.alloc(10))

    expect((await asAda('DELETE', path)).status).toBe(204)

    expect(jobs.row(job)).toBeUndefined()
    expect(await sources.size(job)).toBeUndefined()
    expect(sources.open.size).toBe(0)
    expect(audio.keys()).toEqual([])
  })

  it('cancels before it removes, so that a worker stops and the world is told', async () => {
    const { asAda, jobs } = room(jobIn('converting'))
    await asAda('DELETE', path)
    expect(jobs.writes.map(({ after }) => after?.state)).toEqual(['cancelled', 'removed'])
  })

  it('leaves the media to a worker that may not know yet, until its lease has run out', async () => {
    const held = jobIn('converting')
    const { asAda, jobs, sources } = room(held)
    sources.put(held, Buffer.alloc(10))
    expect((await asAda('DELETE', path)).status).toBe(204)
    expect(jobs.row(held)).toMatchObject({ state: 'removed', dueAt: held.leaseUntil })
    expect(await sources.size(held)).toBe(10)
  })

  it.each(routes)('from there on there is no such job for %s %s', async (method, path) => {
    const { asAda } = room(remove(jobIn('done'), now).to)
    expect(problemIn(await asAda(method, path))).toEqual(aProblem(404, 'not-found'))
    expect((await asAda<Page>('GET', '/v1/jobs')).body.jobs).toEqual([])
  })

  it('is done for the user when the media could not be removed: the rest is the sweeper’s', async () => {
    const { asAda, jobs, audio, log } = room(jobIn('done'))
    audio.removeAll = () => Promise.reject(new Error('S3 is away'))
    expect((await asAda('DELETE', path)).status).toBe(204)
    expect(jobs.row(jobIn('done'))).toMatchObject({ state: 'removed', dueAt: now })
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'removal left to the sweeper' }))
  })

  it('removes nothing of a job that came back to life meanwhile before it is cancelled, too', async () => {
    const failed = jobIn('failed')
    const { jobs, asAda, sources } = room(failed)
    sources.put(failed, Buffer.alloc(10))
    const { take } = jobs
    // A retry falls between the read and the write of the removal, once.
    jobs.take = async (transition) => {
      jobs.take = take
      const again = retry(failed, now, terms, quotas)
      if (again) await take(again)
      return take(transition)
    }
    expect((await asAda('DELETE', path)).status).toBe(204)
    expect(jobs.writes.map(({ after }) => after?.state)).toEqual(['uploaded', 'cancelled', 'removed', undefined])
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
