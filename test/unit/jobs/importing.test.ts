import { consequences, decide } from '../../../lambdas/jobs/decide'
import {
  beginImport,
  claimImport,
  failImport,
  giveBackImport,
  growImport,
  importFailure,
  redispatchImport,
  reportImport,
  tooSlow,
} from '../../../lambdas/jobs/importing'
import { cancel, retry, upload } from '../../../lambdas/jobs/life'
import { view } from '../../../lambdas/jobs/view'
import { anImport } from '../../support/imports'
import { newYear, quotas, terms } from '../../support/jobs'

const later = newYear + 1000
function claimed() {
  const step = claimImport(anImport(), newYear, terms)
  if (!step) throw new Error('not claimed')
  return step.to
}

describe('an import', () => {
  it('is handed to the import queue when it is reserved, and takes no bytes before its size is known', () => {
    const job = anImport()
    expect(consequences(undefined, job)).toEqual({ fetch: true, convert: false, event: false })
    expect(job).toMatchObject({ size: 0, state: 'reserved', dueAt: newYear + terms.pickUp })
  })

  it('belongs to one worker while its lease runs', () => {
    expect(claimed()).toMatchObject({ epoch: 1, attempts: 1, import: { leaseUntil: newYear + terms.lease } })
    expect(claimImport(claimed(), newYear + terms.lease - 1, terms)).toBeUndefined()
    expect(claimImport(claimed(), newYear + terms.lease, terms)?.to.epoch).toBe(2)
  })

  it('is no longer taken after the last attempt, or after its deadline', () => {
    expect(claimImport(anImport({ attempts: terms.maxAttempts }), newYear, terms)).toBeUndefined()
    expect(claimImport(anImport(), newYear + terms.reservation, terms)).toBeUndefined()
  })

  it('counts its attempts from 0 again when something has arrived', () => {
    const job = { ...claimed(), attempts: 2 }
    expect(reportImport(job, 0, later, terms).to.attempts).toBe(2)
    expect(reportImport(job, 8, later, terms).to).toMatchObject({
      attempts: 0,
      import: { received: 8, leaseUntil: later + terms.lease },
    })
  })

  it('takes the bytes of its first answer, and of a later one that says otherwise, from the quota', () => {
    const begun = beginImport(claimed(), { size: 10_000_000, validator: '"a"' }, 'upload-1', later, quotas)
    expect(begun.settles).toEqual({ day: '2026-01-01', by: { storedBytes: 10_000_000, serviceCostPerDay: 60 }, quotas })
    const again = beginImport(begun.to, { size: 7_000_000, validator: '"b"' }, 'upload-2', later, quotas)
    expect(again.settles?.by).toEqual({ storedBytes: -3_000_000, serviceCostPerDay: -18 })
    expect(again.to).toMatchObject({
      size: 7_000_000,
      upload: { id: 'upload-2' },
      import: { validator: '"b"', received: 0 },
    })
    expect(growImport(again.to, 8_000_000, later, quotas)).toMatchObject({
      to: { size: 8_000_000 },
      settles: { by: { storedBytes: 1_000_000, serviceCostPerDay: 6 } },
    })
  })

  it('that has arrived is converted, with all attempts before it, and without the address', () => {
    const { to } = upload({ ...claimed(), attempts: 2 }, later, terms)
    expect(to).toMatchObject({ state: 'uploaded', attempts: 0, dispatch: 2 })
    expect(to).not.toHaveProperty('import')
    expect(consequences(claimed(), to)).toEqual({ fetch: false, convert: true, event: false })
  })

  it('waits before another attempt, and fails after the last one for its reason', () => {
    expect(giveBackImport(claimed(), tooSlow, later, terms).to).toMatchObject({
      state: 'reserved',
      dueAt: later + terms.backoff,
      import: { leaseUntil: later },
    })
    expect(giveBackImport({ ...claimed(), attempts: 3 }, tooSlow, later, terms).to).toMatchObject({
      state: 'failed',
      reason: tooSlow,
    })
  })

  it('that failed has nothing to try again with, and gives back its place at once', () => {
    const { to, settles } = failImport(claimed(), importFailure, later, terms)
    expect(settles?.by).toEqual({ activeJobs: -1 })
    expect(to).toMatchObject({ state: 'failed', sourceUntil: later, dueAt: later })
    expect(to).not.toHaveProperty('import')
    expect(retry(to, later, terms, quotas)).toBeUndefined()
  })

  it('that is cancelled does not give back what it cost', () => {
    expect(cancel(anImport({ size: 100 }), later, terms).settles?.by).toEqual({ activeJobs: -1 })
  })

  it('is handed over again, at once for its next worker', () => {
    const { to } = redispatchImport(claimed(), later, terms)
    expect(to).toMatchObject({ dispatch: 2, dueAt: later + terms.pickUp, import: { leaseUntil: later } })
    expect(consequences(claimed(), to)).toEqual({ fetch: true, convert: false, event: false })
    expect(consequences(claimed(), reportImport(claimed(), 8, later, terms).to).fetch).toBe(false)
  })

  it.each([
    ['is tried again', anImport(), newYear + terms.pickUp, { state: 'reserved', dispatch: 2 }],
    ['fails after its last attempt', anImport({ attempts: 3 }), newYear + terms.pickUp, { reason: importFailure }],
    ['fails at its deadline', anImport(), newYear + terms.reservation, { reason: tooSlow }],
  ])('that is overdue counts if it has arrived, else it %s', (_what, job, now, otherwise) => {
    expect(decide(job, now, terms)).toMatchObject({ do: 'settle-upload', job, otherwise: { to: otherwise } })
  })

  it('shows its server and what has come, but not the address', () => {
    const shown = view(anImport({ size: 100 }, { received: 8, url: 'https://example.org/a.mp4?token=secret' }))
    expect(shown.source).toEqual({ size: 100, host: 'example.org', received: 8 })
    expect(shown.expiresAt).toBe('2026-01-02T00:00:00.000Z')
    expect(JSON.stringify(shown)).not.toContain('token')
  })
})
