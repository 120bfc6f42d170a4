import type { Log } from '../shared/log'
import { consequences } from './decide'
import type { Job } from './domain'
import { eventIdOf } from './mailed'
import type { Outbox } from './ports'

/** Turns one committed write to the table into the messages that follow from it. Safe to repeat: readers of both channels check the row. */
export async function relay(
  { outbox, log }: { readonly outbox: Outbox; readonly log: Log },
  before: Job | undefined,
  after: Job,
): Promise<void> {
  const { fetch, convert, event } = consequences(before, after)
  if (fetch) await outbox.fetch(after)
  if (convert) await outbox.convert(after)
  if (event)
    await outbox.publish({
      id: eventIdOf(after),
      state: after.state,
      owner: after.owner,
      job: after.id,
    })
  if (fetch || convert || event) log.info('relayed', { job: after.id, state: after.state, fetch, convert, event })
}
