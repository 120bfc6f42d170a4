import type { Upload } from '../../lambdas/jobs/ports'
import type { JobView } from '../../lambdas/jobs/view'
import type { Habits } from './circumstances'
import { media } from './engine'
import type { Process } from './process'
import type { Random } from './random'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

export interface Reply {
  readonly status: number
  readonly body: unknown
}

/** What a user's program reaches. */
export interface Reach {
  /** Undefined when no answer came. */
  readonly call: (
    room: 'uploads api' | 'imports api' | 'jobs api',
    method: string,
    path: string,
    body?: unknown,
    /** An `Idempotency-Key`. */
    key?: string,
  ) => Promise<Reply | undefined>
  /** The row of a job that the API answered with: the upload's id is in the signed URLs. */
  readonly uploadOf: (id: string) => Upload | undefined
  readonly receive: (upload: Upload, bytes: Uint8Array) => void
  /** Puts a file on a server; its address. */
  readonly offer: (name: string, kind: number) => string
}

/** A user with a program: uploads one source, tries again what failed, and may lose interest at any moment. */
export async function use(process: Process, random: Random, habits: Habits, reach: Reach): Promise<void> {
  const kind = random.chance(habits.silent) ? media.silent : media.sound
  const size = random.whole(100, 2000)
  const key = process.name.replace(' ', '-')
  await process.sleep(random.between(0, 10 * minute))

  if (random.chance(habits.imports)) return useImport(process, random, habits, reach, reach.offer(key, kind))
  const reserved = await insist(process, () =>
    reach.call('uploads api', 'POST', '/v1/uploads', { name: 'holiday.mp4', size }, `${key}-reserves`),
  )
  const id = reserved?.status === 201 ? (reserved.body as { readonly job: JobView }).job.id : undefined
  const upload = id && reach.uploadOf(id)
  if (!upload || random.chance(habits.abandons)) return
  if (random.chance(habits.aborts))
    return void (await insist(process, () => reach.call('uploads api', 'DELETE', `/v1/uploads/${id}`)))

  const bytes = new Uint8Array(size).fill(kind)
  const put = await insist(process, () =>
    process
      .effect('put part', () => reach.receive(upload, bytes))
      .then(
        () => ({ status: 200, body: undefined }),
        () => undefined,
      ),
  )
  if (!put) return

  const act = (method: string, path: string, key?: string) =>
    insist(process, () => reach.call('jobs api', method, path, undefined, key))
  const completeOnce = () => reach.call('uploads api', 'POST', `/v1/uploads/${id}/complete`)
  const complete = () => insist(process, completeOnce)
  if (random.chance(habits.leaves)) return void (await completeOnce())
  // Two windows of the same user may say it at once, or one of them may give the upload up.
  if (random.chance(0.1)) void complete()
  if (random.chance(0.05)) void insist(process, () => reach.call('uploads api', 'DELETE', `/v1/uploads/${id}`))
  await complete()

  const ending = random.pick(habits.endings)
  if (ending === 'wait') return
  await process.sleep(random.around(habits.patience))
  if (ending === 'complete again') return void (await complete())
  if (ending === 'cancel') return void (await act('POST', `/v1/jobs/${id}/cancel`))
  if (ending === 'remove') return void (await act('DELETE', `/v1/jobs/${id}`))
  await until(process, 3 * hour, async () => {
    const answer = await reach.call('jobs api', 'GET', `/v1/jobs/${id}`)
    const { state } = (answer?.body ?? {}) as { readonly state?: string }
    return state === 'done' || state === 'failed' || state === 'cancelled' || answer?.status === 404
  })
  // A reservation that stays open may use up the limit that the retry needs.
  if (ending === 'retry beside another')
    await insist(process, () =>
      reach.call('uploads api', 'POST', '/v1/uploads', { name: 'beach.mp4', size }, `${key}-reserves-another`),
    )
  const removed = ending === 'retry and remove' ? act('DELETE', `/v1/jobs/${id}`) : undefined
  await act('POST', `/v1/jobs/${id}/retry`, `${key}-retries`)
  await removed
}

/** Has a file fetched, and may change their mind. */
async function useImport(process: Process, random: Random, habits: Habits, reach: Reach, url: string): Promise<void> {
  const key = `${process.name.replace(' ', '-')}-imports`
  const reserved = await insist(process, () => reach.call('imports api', 'POST', '/v1/imports', { url }, key))
  if (reserved?.status !== 201) return
  const { id } = (reserved.body as { readonly job: JobView }).job
  if (!random.chance(habits.aborts)) return
  await process.sleep(random.around(habits.slowness * 3))
  await insist(process, () => reach.call('uploads api', 'DELETE', `/v1/uploads/${id}`))
}

/** Tries again while there is no answer, or one that blames the service. */
async function insist(process: Process, call: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
  for (let wait = second; wait < 5 * minute; wait *= 2) {
    const reply = await call()
    if (reply && reply.status < 500) return reply
    await process.sleep(wait)
  }
  return undefined
}

async function until(process: Process, atMost: number, isSo: () => Promise<boolean>): Promise<void> {
  for (let passed = 0; passed < atMost; passed += minute) {
    if (await isSo()) return
    await process.sleep(minute)
  }
}
