import { audioKey, audioName, Job, refOfSourceKey, sourceKey } from '../../../lambdas/jobs/domain'
import { view } from '../../../lambdas/jobs/view'
import { ada, anyJobIn, jobId, jobIn, newYear, states, terms } from '../../support/jobs'

describe('a row', () => {
  it.each(states)('in state %s reads back what was written, without the keys of the table', (state) => {
    const job = anyJobIn(state)
    expect(Job.parse({ ...job, pk: 'USER#x', sk: 'JOB#x', dueShard: 'DUE#1' })).toEqual(job)
  })

  it('takes an owner as Cognito makes them, whose variant bits are none of RFC 9562', () => {
    expect(Job.safeParse(jobIn('reserved', { owner: '24688438-40e1-70d0-d97e-084cfc8992c7' })).success).toBe(true)
    expect(Job.safeParse(jobIn('reserved', { owner: 'ada' })).success).toBe(false)
  })
})

describe('keys', () => {
  it('of a source lead back to the job', () => {
    expect(refOfSourceKey(sourceKey({ owner: ada, id: jobId }))).toEqual({ owner: ada, id: jobId })
  })

  it.each(['', 'uploads/x/y', `audio/${ada}/${jobId}`, `uploads/${ada}/${jobId}/more`, `uploads/${ada}`])(
    '%p is the key of no source',
    (key) => {
      expect(refOfSourceKey(key)).toBeUndefined()
    },
  )

  it('of an output carry the epoch, so that workers never share one', () => {
    expect(audioKey(jobIn('converting', { epoch: 1 }))).not.toBe(audioKey(jobIn('converting', { epoch: 2 })))
  })
})

describe('the name of the audio', () => {
  it.each([
    ['holiday.mp4', 'holiday.mp3'],
    ['holiday.final.mov', 'holiday.final.mp3'],
    ['a.3gp', 'a.mp3'],
    ['no extension', 'no extension.mp3'],
    ['Dr. No', 'Dr. No.mp3'],
    ['.mp4', '.mp4.mp3'],
    ['talk.2024-01-15', 'talk.2024-01-15.mp3'],
    ['🎉.webm', '🎉.mp3'],
  ])('%s → %s', (name, expected) => {
    expect(audioName(name, 'mp3')).toBe(expected)
  })
})

describe('what the API shows of a job', () => {
  it('never shows its secrets or its bookkeeping', () => {
    for (const state of states) {
      const shown = view(anyJobIn(state))
      expect(Object.keys(shown)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(owner|shareKey|upload|epoch|attempts|dispatch|dueAt)$/)]),
      )
    }
  })

  it('shows progress while converting, all of it when done', () => {
    expect(view(jobIn('converting', { progress: { percent: 40, etaSeconds: 3 } })).progress).toEqual({
      percent: 40,
      etaSeconds: 3,
    })
    expect(view(jobIn('done')).progress).toEqual({ percent: 100 })
    expect(view(jobIn('failed')).progress).toEqual({ percent: 0 })
  })

  it('shows the reason of a failure and the audio of a success', () => {
    expect(view(jobIn('failed'))).toMatchObject({ reason: { code: 'no-audio' } })
    expect(view(jobIn('done'))).toMatchObject({ audio: { name: 'holiday.mp3' } })
  })

  it('shows when its source goes away, while it is there', () => {
    const until = new Date(newYear + terms.sourceRetention).toISOString()
    expect(view(jobIn('failed')).source).toEqual({ size: 1000, keptUntil: until })
    expect(view(jobIn('failed', { source: 'leaving' })).source).toEqual({ size: 1000 })
    expect(view(jobIn('uploaded')).source).toEqual({ size: 1000 })
  })

  it('shows when it goes away, unless that is not known yet', () => {
    expect(view(jobIn('reserved')).expiresAt).toBe(new Date(newYear + terms.reservation).toISOString())
    expect(view(jobIn('done')).expiresAt).toBe(new Date(newYear + terms.retention).toISOString())
    expect(view(jobIn('uploaded'))).not.toHaveProperty('expiresAt')
    expect(view(jobIn('converting'))).not.toHaveProperty('expiresAt')
  })
})
