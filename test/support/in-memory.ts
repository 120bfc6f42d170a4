import { isDeepStrictEqual } from 'node:util'
import { cursorOfId, idOfCursor } from '../../lambdas/jobs/cursor'
import { Job, type JobRef } from '../../lambdas/jobs/domain'
import type { Transition } from '../../lambdas/jobs/life'
import type { JobEvent, JobStore, Outbox } from '../../lambdas/jobs/ports'
import type { Log, LogFields } from '../../lambdas/shared/log'

export { memoryDirectory } from './memory-directory'
export { memoryAudioStore, memorySourceStore } from './memory-media'

/** One committed write, as the table's stream tells of it. */
export interface Write {
  readonly before: Job | undefined
  readonly after: Job | undefined
}

export interface MemoryJobStore extends JobStore {
  /** Every write so far, in order. */
  readonly writes: readonly Write[]
  /** Puts a row there whatever was there before; no write of ours. */
  put(job: Job): void
  row(ref: JobRef): Job | undefined
}

/** The jobs table without DynamoDB: the same conditions, the same effect of a write, the same pages. Rows go in and out as copies. */
export const memoryJobStore = (...seed: readonly Job[]): MemoryJobStore => {
  const rows = new Map<string, Job>()
  const writes: Write[] = []
  const row = (ref: JobRef): Job | undefined => structuredClone(rows.get(keyOf(ref)))
  const put = (job: Job): void => void rows.set(keyOf(job), structuredClone(job))
  const commit = (before: Job | undefined, after: Job | undefined): void =>
    void writes.push({ before, after: structuredClone(after) })
  for (const job of seed) put(job)

  return {
    writes,
    put,
    row,

    async create(job) {
      if (rows.has(keyOf(job))) throw new Error('The conditional request failed')
      put(job)
      commit(undefined, job)
    },

    get: async (ref) => row(ref),

    async list(owner, { limit, cursor, state }) {
      const before = cursor === undefined ? undefined : idOfCursor(cursor)
      const older = [...rows.values()]
        .filter((job) => job.owner === owner && (before === undefined || job.id < before))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
      // As in DynamoDB, the limit counts rows before the filter, and a full page has a cursor even when nothing follows.
      const page = older.slice(0, limit)
      const last = page.length === limit ? page.at(-1) : undefined
      return {
        jobs: structuredClone(page.filter((job) => state === undefined || job.state === state)),
        ...(last && { nextCursor: cursorOfId(last.id) }),
      }
    },

    async take<To extends Job>({ from, to, unchanged }: Transition<To>) {
      const before = row(from)
      const stored: Record<string, unknown> = before ?? {}
      const read: Record<string, unknown> = from
      if (!before || !unchanged.every((name) => isDeepStrictEqual(stored[name], read[name]))) return undefined
      const after = Job.parse(applyDifference(stored, from, to))
      put(after)
      commit(before, after)
      return to
    },

    async remove(job) {
      const before = row(job)
      if (before?.state !== job.state || before.epoch !== job.epoch) return
      rows.delete(keyOf(job))
      commit(before, undefined)
    },

    async due(now, limit) {
      return [...rows.values()]
        .filter((job) => job.dueAt <= now)
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit)
        .map(({ owner, id }) => ({ owner, id }))
    },
  }
}

const keyOf = ({ owner, id }: JobRef) => `${owner}/${id}`

/** Writes only what the step changes, as the update expression does: what others wrote to the row beside it stays. */
const applyDifference = (stored: Record<string, unknown>, from: object, to: object): Record<string, unknown> => {
  const before: Record<string, unknown> = { ...from }
  const after: Record<string, unknown> = { ...to }
  const kept = Object.entries(stored).filter(([name]) => !(name in before) || after[name] !== undefined)
  const changed = Object.entries(after).filter(([name, value]) => value !== undefined && value !== before[name])
  return Object.fromEntries([...kept, ...changed])
}

export interface MemoryOutbox extends Outbox {
  readonly converts: readonly JobRef[]
  readonly events: readonly JobEvent[]
}

export const memoryOutbox = (): MemoryOutbox => {
  const converts: JobRef[] = []
  const events: JobEvent[] = []
  return {
    converts,
    events,
    convert: async ({ owner, id }) => void converts.push({ owner, id }),
    publish: async (event) => void events.push(event),
  }
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface LogLine {
  readonly level: keyof Log
  readonly message: string
  readonly fields: LogFields
}

export const recordingLog = (): Log & { readonly lines: readonly LogLine[] } => {
  const lines: LogLine[] = []
  const at =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
