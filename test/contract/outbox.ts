import { randomUUID } from 'node:crypto'
import type { JobRef } from '../../lambdas/jobs/domain'
import type { JobEvent, Outbox } from '../../lambdas/jobs/ports'
import { idAt, jobIn } from '../support/jobs'

export interface OutboxUnderTest {
  readonly outbox: Outbox
  /** What the workers get, as soon as there are so many, in no particular order. */
  readonly fetches: (count: number) => Promise<readonly JobRef[]>
  readonly converts: (count: number) => Promise<readonly JobRef[]>
  /** What subscribers get, likewise. */
  readonly events: (count: number) => Promise<readonly JobEvent[]>
}

/** What every outbox must do. */
export function outboxContract(open: () => Promise<OutboxUnderTest>): void {
  it.each(['fetch', 'convert'] as const)('hands jobs to the workers that %s, by owner and id', async (verb) => {
    const { outbox, fetches, converts } = await open()
    const refs = [1, 2].map((n) => ({ owner: randomUUID(), id: idAt(n) }))
    for (const ref of refs) await outbox[verb](jobIn('uploaded', ref))
    const told = await (verb === 'fetch' ? fetches : converts)(2)
    expect(told).toHaveLength(2)
    expect(told).toEqual(expect.arrayContaining(refs))
  })

  it('tells an event as often as it is told, each time the same', async () => {
    const { outbox, events } = await open()
    const event: JobEvent = { id: `${idAt(1)}:done:1.1`, state: 'done', owner: randomUUID(), job: idAt(1) }
    await outbox.publish(event)
    await outbox.publish(event)
    expect(await events(2)).toEqual([event, event])
  })
}
