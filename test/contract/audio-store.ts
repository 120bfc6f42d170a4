import { randomUUID } from 'node:crypto'
import { audioKey, type JobIn, peaksDetails, peaksKey } from '../../lambdas/jobs/domain'
import type { AudioStore } from '../../lambdas/jobs/ports'
import { idAt, jobIn } from '../support/jobs'

export interface AudioStoreUnderTest {
  readonly audio: AudioStore
  /** A worker's output of its epoch. */
  readonly put: (job: JobIn<'converting'>, bytes: Uint8Array) => Promise<void>
  readonly has: (key: string) => Promise<boolean>
}

/** What every store of outputs must do. */
export function audioStoreContract(open: () => Promise<AudioStoreUnderTest>): void {
  it('links to the output of the epoch that made the job done, for five minutes', async () => {
    const { audio, put } = await open()
    const owner = randomUUID()
    for (const epoch of [1, 2]) await put(jobIn('converting', { owner, epoch }), Buffer.from(`epoch ${epoch}`))
    const job = jobIn('done', { owner, epoch: 2 })
    const { url, expiresAt } = await audio.link(job)
    expect(new URL(url).pathname).toContain(audioKey(job))
    expect(expiresAt).toBeGreaterThan(Date.now() + 290_000)
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 300_000)
  })

  it('links to the peaks of that epoch', async () => {
    const { audio } = await open()
    const job = jobIn('done', { owner: randomUUID(), epoch: 2 })
    for (const detail of peaksDetails) {
      const { url, expiresAt } = await audio.linkPeaks(job, detail)
      expect(new URL(url).pathname).toContain(peaksKey(job, detail))
      expect(expiresAt).toBeGreaterThan(Date.now() + 290_000)
    }
  })

  it('removes the outputs of every epoch, and of no other job', async () => {
    const { audio, put, has } = await open()
    const owner = randomUUID()
    const outputs = [jobIn('converting', { owner, epoch: 1 }), jobIn('converting', { owner, epoch: 12 })]
    const other = jobIn('converting', { owner, id: idAt(2) })
    const stranger = jobIn('converting', { owner: randomUUID() })
    for (const job of [...outputs, other, stranger]) await put(job, Buffer.from('ID3'))
    await audio.removeAll(outputs[0] ?? other)
    expect(await Promise.all([...outputs, other, stranger].map((job) => has(audioKey(job))))).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('removes nothing where there is nothing', async () => {
    const { audio } = await open()
    await expect(audio.removeAll({ owner: randomUUID(), id: idAt(1) })).resolves.toBeUndefined()
  })
}
