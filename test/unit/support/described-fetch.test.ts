import { AnswerError, describedFetch } from '../../support/described-fetch'

const job = {
  id: '01a206a0-d831-743b-a4b6-be7c0c7dd6d8',
  state: 'uploaded',
  name: 'a.mp4',
  source: { size: 1 },
  options: { format: 'mp3', bitrate: 192 },
  progress: { percent: 0 },
  createdAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:00:00.000Z',
}
function ask(body: unknown, { status = 200, type = 'application/json', path = `jobs/${job.id}`, method = 'GET' } = {}) {
  return describedFetch(async () => new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }))(
    `http://localhost/v1/${path}`,
    { method },
  )
}

describe('a look at every answer', () => {
  it('lets pass what the document describes, and leaves the body to be read', async () => {
    expect(await (await ask(job)).json()).toEqual(job)
  })

  it.each([
    ['a field that nobody described', { ...job, colour: 'red' }, {}],
    ['a field of another type', { ...job, source: { size: '1' } }, {}],
    ['a missing field', { ...job, state: undefined }, {}],
    ['an unknown value', { ...job, state: 'lost' }, {}],
    ['an unknown status', job, { status: 201 }],
    ['another content type', job, { type: 'text/html' }],
    ['an unknown route', job, { path: 'tasks' }],
    ['an unknown method', job, { method: 'POST' }],
  ])('throws for %s', async (_, body, options) => {
    await expect(ask(body, options)).rejects.toThrow(AnswerError)
  })
})
