import { classOf, keepPace, paces } from '../../../lambdas/auth/pace'
import { recordingLog } from '../../support/in-memory'
import { ada, bob } from '../../support/jobs'
import { memoryAttempts } from '../../support/memory-auth'

describe('the class of a request', () => {
  it.each([
    ['GET', '/v1/jobs', 'read'],
    ['HEAD', '/v1/quota', 'read'],
    ['POST', '/v1/uploads', 'start'],
    ['POST', '/v1/imports/', 'start'],
    ['POST', '/v1/jobs/1/retry', 'start'],
    ['POST', '/v1/uploads/1/parts', 'write'],
    ['DELETE', '/v1/jobs/1', 'write'],
    ['PUT', '/v1/nothing', 'write'],
  ])('%s %s: %s', (method, path, expected) => {
    expect(classOf(method, path)).toBe(expected)
  })
})

describe('the pace of an owner', () => {
  function road(attempts = memoryAttempts()) {
    const clock = { now: 0 }
    const log = recordingLog()
    const deps = { attempts, clientFactor: 1, now: () => clock.now, log }
    return {
      clock,
      log,
      start: (owner: string | undefined) => keepPace(owner ? { owner } : { denied: 'x' }, 'start', deps),
    }
  }

  it('is the same for all their tokens; beyond it they are told how long to wait, and nobody else is', async () => {
    const { clock, start } = road()
    for (let i = 0; i < paces.start.attempts; i++) expect(await start(ada)).toEqual({ owner: ada })
    clock.now = 20_000
    expect(await start(ada)).toEqual({ owner: ada, retryAfter: 40 })
    expect(await start(bob)).toEqual({ owner: bob })
    clock.now = 60_000
    expect(await start(ada)).toEqual({ owner: ada })
  })

  it('is not counted for who has not signed in', async () => {
    const counted = jest.fn()
    expect(await road({ count: counted }).start(undefined)).toEqual({ denied: 'x' })
    expect(counted).not.toHaveBeenCalled()
  })

  it('lets everybody pass, and says so in the log, while nothing can be counted', async () => {
    const { log, start } = road({ count: () => Promise.reject(new Error('no table')) })
    expect(await start(ada)).toEqual({ owner: ada })
    expect(log.lines).toEqual([expect.objectContaining({ level: 'warn', message: 'request not counted' })])
  })
})
