import { Queue, type QueueHandler, type QueueWorld } from './queue'

const second = 1000
const minute = 60 * second

type Handlers = Readonly<Record<'fetch' | 'arrive' | 'giveUp' | 'work' | 'notify', QueueHandler>>

/**
 * The queues with their settings, as in the stacks.
 *
 * @param undelivered what becomes of an event that nobody could be mailed of
 */
export function createQueues(world: QueueWorld, handlers: Handlers, undelivered: (body: string) => void) {
  const small = { batchSize: 10, concurrency: 5, deadLetters: () => undefined }
  const deadLetters = new Queue({ ...small, consumer: 'giveUp', visibility: 30 * second }, handlers.giveUp, world)
  const worker = {
    batchSize: 1,
    concurrency: 2,
    visibility: world.faults.weather.convertVisibility,
    deadLetters: (body: string) => deadLetters.send(body),
  }
  const mail = { ...small, visibility: 3 * minute, deadLetters: undelivered }
  return {
    arrivals: new Queue({ ...small, consumer: 'arrive', visibility: 3 * minute }, handlers.arrive, world),
    imports: new Queue({ ...worker, consumer: 'fetch' }, handlers.fetch, world),
    converts: new Queue({ ...worker, consumer: 'work' }, handlers.work, world),
    mails: new Queue({ ...mail, consumer: 'notify' }, handlers.notify, world),
  }
}
