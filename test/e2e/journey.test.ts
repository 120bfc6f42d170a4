import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Client, ProblemError } from '../../client/api/client'
import { waitForJob } from '../../client/api/wait'
import { openFile } from '../../client/upload/file-source'
import { upload } from '../../client/upload/uploader'
import { mailedCode } from '../support/account'
import { addresses, describedClient, mailsTo, newUser, page, user } from './support/cloud'
import { decodedSamples, sampleVideo } from './support/media'

async function convert(client: Client, path: string) {
  const file = await openFile(path)
  try {
    const job = await upload(client, file, { format: 'mp3', bitrate: 192 })
    return await waitForJob(client, job.id)
  } finally {
    await file.close()
  }
}

describe('from a video to a mail with an MP3', () => {
  it('signs up, confirms, signs in, uploads, and mails a link to gapless audio', async () => {
    const { email, password } = newUser()
    const client = describedClient()

    await client.signUp({ email, password })
    await expect(client.login({ email, password })).rejects.toMatchObject({
      type: '/problems/wrong-credentials',
      status: 401,
    })
    await client.confirm({ email, code: await mailedCode(addresses().inbox, email, 'confirm') })
    await client.login({ email, password })
    expect((await client.me()).email).toBe(email)

    const video = await sampleVideo({ seconds: 5, name: 'Søndag & “fest”.mp4' })
    const job = await convert(client, video)
    expect(job).toMatchObject({
      state: 'done',
      audio: { name: 'Søndag & “fest”.mp3', format: 'mp3', bitrate: 192, mode: 'single' },
      progress: { percent: 100 },
    })
    expect(job.audio?.duration).toBeCloseTo(5, 1)

    const mails = await mailsTo(email, 2)
    const ready = mails.find(({ subject }) => subject.includes('ready'))
    const link = /https?:\/\/\S+\/v1\/shares\/\S+/.exec(ready?.text ?? '')?.[0] ?? ''
    const opened = await fetch(link)
    expect(opened.status).toBe(200)
    expect(opened.headers.get('content-disposition')).toContain(
      "filename*=UTF-8''S%C3%B8ndag%20%26%20%E2%80%9Cfest%E2%80%9D.mp3",
    )
    const mp3 = Buffer.from(await opened.arrayBuffer())
    expect(mp3.length).toBe(job.audio?.size)
    const output = join(dirname(video), 'out.mp3')
    await writeFile(output, mp3)
    expect(await decodedSamples(output)).toBe(await decodedSamples(video))

    const own = await fetch((await client.audioUrl(job.id)).url)
    expect(sha256(Buffer.from(await own.arrayBuffer()))).toBe(sha256(mp3))
  })

  it('fails a video without audio with a sentence, mails it, and lets the user try again', async () => {
    const { client, email } = await user()
    const job = await convert(client, await sampleVideo({ seconds: 1, audio: false }))
    expect(job).toMatchObject({
      state: 'failed',
      reason: { code: 'no-audio', message: expect.stringMatching(/^[A-Z].+\.$/) },
    })
    const mails = await mailsTo(email, 2)
    expect(mails.find(({ subject }) => subject.includes('could not'))?.text).toContain(job.reason?.message)

    expect((await client.retry(job.id)).state).toBe('uploaded')
    expect((await waitForJob(client, job.id)).state).toBe('failed')
  })

  it('removes a job with everything that belongs to it', async () => {
    const { client, email } = await user()
    const job = await convert(client, await sampleVideo({ seconds: 1 }))
    const { url } = await client.audioUrl(job.id)
    const link = /https?:\/\/\S+\/v1\/shares\/\S+/.exec((await mailsTo(email, 2)).at(-1)?.text ?? '')?.[0] ?? ''
    await client.remove(job.id)
    await expect(client.job(job.id)).rejects.toMatchObject({ status: 404 })
    expect((await fetch(url)).status).toBe(404)
    expect((await fetch(link)).status).toBe(404)
    expect((await client.jobs()).jobs).toEqual([])
  })
})

describe('what S3 and the API refuse', () => {
  it('accepts not a byte more or less than declared', async () => {
    const { client } = await user()
    const { upload: plan } = await client.reserve({ name: 'a.mp4', size: 1000 })
    const put = (size: number) => fetch(plan.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(size) })
    expect((await put(999)).status).toBe(403)
    expect((await put(1001)).status).toBe(403)
    expect((await put(1000)).status).toBe(200)
  })

  it('says which parts are missing, and completes once when asked twice', async () => {
    const { client } = await user()
    const { job, upload: plan } = await client.reserve({ name: 'a.mp4', size: 1000 })
    await expect(client.complete(job.id)).rejects.toMatchObject({ type: '/problems/upload-incomplete', status: 409 })
    await fetch(plan.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(1000) })
    await client.complete(job.id)
    await expect(client.complete(job.id)).resolves.toMatchObject({ id: job.id })
    expect(await waitForJob(client, job.id)).toMatchObject({ state: 'failed', reason: { code: 'not-media' } })
  })

  it('frees an upload that is given up', async () => {
    const { client } = await user()
    const { job, upload: plan } = await client.reserve({ name: 'a.mp4', size: 1000 })
    await client.abort(job.id)
    expect((await client.job(job.id)).state).toBe('cancelled')
    expect((await fetch(plan.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(1000) })).status).toBe(404)
  })

  it("answers for another user's job as for one that never was", async () => {
    const [mine, other] = await Promise.all([user(), user()])
    const { job } = await mine.client.reserve({ name: 'a.mp4', size: 1000 })
    const never = '01a206a0-d831-743b-a4b6-be7c0c7dd6d8'
    const calls = [
      (id: string) => other.client.job(id),
      (id: string) => other.client.audioUrl(id),
      (id: string) => other.client.cancel(id),
      (id: string) => other.client.retry(id),
      (id: string) => other.client.remove(id),
      (id: string) => other.client.parts(id, [1]),
      (id: string) => other.client.arrivedParts(id),
      (id: string) => other.client.complete(id),
      (id: string) => other.client.abort(id),
    ]
    for (const call of calls) {
      const [foreign, none] = await Promise.all([job.id, never].map((id) => call(id).catch((error: unknown) => error)))
      expect(foreign).toBeInstanceOf(ProblemError)
      expect(foreign).toMatchObject({ status: 404 })
      expect(foreign).toEqual(none)
    }
    expect((await mine.client.job(job.id)).state).toBe('reserved')
  })

  it('refuses every private route without a token, with a forged one and with an altered one', async () => {
    const { client, token } = await user()
    await client.reserve({ name: 'a.mp4', size: 1000 })
    const [head, body, signature] = token.split('.')
    const altered = [
      head,
      Buffer.from(JSON.stringify({ ...decode(body), sub: '00000000-0000-4000-8000-000000000000' })).toString(
        'base64url',
      ),
      signature,
    ].join('.')
    const unsigned = [Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url'), body, ''].join(
      '.',
    )
    for (const authorization of [undefined, '', 'Basic YTpi', 'Bearer x', `Bearer ${altered}`, `Bearer ${unsigned}`]) {
      for (const path of ['/v1/me', '/v1/jobs', '/v1/uploads/01a206a0-d831-743b-a4b6-be7c0c7dd6d8/parts']) {
        const response = await fetch(page() + path, { headers: authorization ? { authorization } : {} })
        expect([path, authorization, response.status]).toEqual([path, authorization, 401])
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        expect(await response.json()).toMatchObject({ type: '/problems/unauthenticated', detail: expect.any(String) })
      }
    }
  })
})

function sha256(bytes: Buffer) {
  return createHash('sha256').update(bytes).digest('hex')
}

function decode(part = '') {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}
