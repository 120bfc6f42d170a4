import { upload } from '../../../lambdas/jobs/life'
import { relay } from '../../../lambdas/jobs/relay'
import { queueHandler } from '../../../lambdas/shared/batch'
import { Faults } from '../../simulation/faults'
import { Lambda } from '../../simulation/lambda'
import { Queue } from '../../simulation/queue'
import { Random } from '../../simulation/random'
import { Scheduler } from '../../simulation/scheduler'
import { weatherOf } from '../../simulation/weather'
import { silentLog } from '../../support/in-memory'
import { ada, bob, idAt, jobIn, newYear, terms } from '../../support/jobs'

const minute = 60_000
/** Milliseconds of one conversion. */
const conversion = 20_000

/**
 * Milliseconds that Bob's one job waits for a worker while Ada has 500 in the queue: the real relay, and a queue after the rule that AWS
 * gives for fair ones. The local cloud's emulator takes the group and does not heed it, so it cannot tell.
 */
async function waitOfOne(workers: number, isGrouped: boolean): Promise<number> {
  const scheduler = new Scheduler(newYear)
  const random = new Random(1)
  const faults = new Faults(0, random, () => scheduler.now)
  const calm = { ...weatherOf(random), kill: 0, refuse: 0, loseAnswer: 0, retry: 0, late: 0, pause: 0, duplicate: 0 }
  const world = { scheduler, random, faults: Object.assign(faults, { weather: { ...calm, brokenWorkers: false } }) }
  const lambda = new Lambda({ ...world, tell: () => undefined, notice: () => undefined, killed: () => undefined })
  let [asked, begun] = [0, Number.POSITIVE_INFINITY]
  const settings = { consumer: 'work', visibility: 90 * minute, batchSize: 1, concurrency: workers } as const
  const queue = new Queue(
    { ...settings, deadLetters: () => undefined },
    (process) =>
      queueHandler(async (body) => {
        if (JSON.parse(body).owner === bob) begun = scheduler.now
        await process.sleep(conversion)
      }, silentLog),
    { ...world, lambda },
  )
  const hand = (owner: string, n: number): Promise<void> => {
    const reserved = jobIn('reserved', { owner, id: idAt(n) })
    const outbox = {
      convert: async (job: { readonly owner: string; readonly id: string }) =>
        queue.send(JSON.stringify({ owner: job.owner, id: job.id }), isGrouped ? job.owner : undefined),
      fetch: async () => undefined,
      publish: async () => undefined,
    }
    return relay({ outbox, log: silentLog }, reserved, upload(reserved, scheduler.now, terms).to)
  }
  for (let n = 1; n <= 500; n += 1) await hand(ada, n)
  scheduler.after(2 * minute, () => {
    asked = scheduler.now
    void hand(bob, 501)
  })
  await scheduler.runUntil(newYear + 600 * minute)
  return begun - asked
}

describe.each([2, 5, 50])('500 uploads of one user, with %i workers,', (workers) => {
  it('do not delay another’s single one by more than a conversion', async () => {
    expect(await waitOfOne(workers, true)).toBeLessThanOrEqual(conversion + 5000)
  })
})

it('500 uploads of one user would delay another’s, were the messages not grouped by owner', async () => {
  expect(await waitOfOne(2, false)).toBeGreaterThan(5 * conversion)
})
