import type { JobState } from '../../../lambdas/jobs/domain'
import { permit, type UserAction } from '../../../lambdas/jobs/rights'
import { Problem } from '../../../lambdas/shared/errors'
import { anyJobIn, states } from '../../support/jobs'

/** What an owner may do, as the API promises it. */
const promised: { readonly [S in JobState]: readonly UserAction[] } = {
  reserved: ['upload', 'complete', 'abort', 'cancel'],
  uploaded: ['complete', 'cancel'],
  converting: ['complete', 'cancel'],
  done: ['complete', 'download'],
  failed: ['complete', 'retry'],
  expired: ['abort'],
  cancelled: ['abort', 'cancel'],
}
const actions: readonly UserAction[] = ['upload', 'complete', 'abort', 'cancel', 'retry', 'download']

describe.each(states)('the owner of a job that is %s', (state) => {
  const job = anyJobIn(state)

  it.each(actions.filter((action) => promised[state].includes(action)))('may %s', (action) => {
    expect(permit(job, action)).toBe(job)
  })

  it.each(actions.filter((action) => !promised[state].includes(action)))(
    'may not %s, and is told the state',
    (action) => {
      const refused = () => permit(job, action)
      expect(refused).toThrow(Problem)
      expect(refused).toThrow(expect.objectContaining({ code: 'wrong-state' }))
      // A job that can be tried again, or is under way, is named by what it is not.
      expect(refused).toThrow(new RegExp(`${state}[. ]`))
    },
  )
})
