import type { Log } from '../shared/log'
import { consequences } from './decide'
import type { Job } from './domain'
import type { Outbox } from './ports'

/** Turns one committed write to the table into the messages that follow from it. Safe to repeat: readers of both channels check the row. */
export const relay = async (
  { outbox, log }: { outbox: Outbox; log: Log },
  before: Job | undefined,
  after: Job,
): Promise<void> => {
  const { convert, event } = consequences(before, after)
  if (convert) await outbox.convert(after)
  if (event)
    await outbox.publish({
      id: `${after.id}:${after.state}:${after.epoch}.${after.dispatch}`,
      state: after.state,
      owner: after.owner,
      job: after.id,
    })
  if (convert || event) log.info('relayed', { job: after.id, state: after.state, convert, event })
}
