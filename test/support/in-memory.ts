import { isDeepStrictEqual } from 'node:util'
import { type CounterKey, counterMoves, overridesKey, usageKey, usageOfDayKey } from '../../lambdas/jobs/counters'
import { cursorOfId, idOfCursor } from '../../lambdas/jobs/cursor'
import { type Job, type JobRef, Row } from '../../lambdas/jobs/domain'
import { type KeyedRequest, KeyTaken, keyLife } from '../../lambdas/jobs/keyed-request'
import type { JobEvent, JobStore, Outbox, OwnerStore } from '../../lambdas/jobs/ports'
import { excess, type Limit, QuotaOverrides, type Settlement } from '../../lambdas/jobs/quotas'
import { RetentionOverrides } from '../../lambdas/jobs/retention'
import type { Transition } from '../../lambdas/jobs/transition'
import type { Log, LogFields } from '../../lambdas/shared/log'

export { memoryDirectory } from './memory-directory'
export { memoryAudioStore, memoryOutputStore, memorySourceStore } from './memory-media'

/** One committed write, as the table's stream tells of it. */
export interface Write {
  readonly before: Row | undefined
  readonly after: Row | undefined
}

export interface MemoryJobStore extends JobStore, OwnerStore {
  /** Every write of jobs so far, in order. */
  readonly writes: readonly Write[]
  /** Replaces a row. It does not count as a write of the code under test, and changes no counters. */
  put(job: Row): void
  row(ref: JobRef): Row | undefined
  /** What a counter row says: `usageKey(owner)` and the like. */
  counts(key: CounterKey): Readonly<Partial<Record<Limit, number>>>
  /** An operator's word. */
  override(owner: string, overrides: QuotaOverrides & RetentionOverrides): void
}

/** The jobs table without DynamoDB: the same conditions, the same effect of a write, the same pages. Rows go in and out as copies. */
export function memoryJobStore(...seed: readonly Row[]): MemoryJobStore {
  const rows = new Map<string, Row>()
  const counters = new Map<string, Partial<Record<Limit, number>>>()
  const overrides = new Map<string, QuotaOverrides & RetentionOverrides>()
  const requests = new Map<string, KeyedRequest>()
  const writes: Write[] = []
  const row = (ref: JobRef): Row | undefined => structuredClone(rows.get(keyOf(ref)))
  const put = (job: Row): void => void rows.set(keyOf(job), structuredClone(job))
  const commit = (before: Row | undefined, after: Row | undefined): void =>
    void writes.push({ before, after: structuredClone(after) })
  const counts = (key: CounterKey): Partial<Record<Limit, number>> => ({ ...counters.get(counterId(key)) })
  for (const job of seed) put(job)

  const requestId = (owner: string, key: string) => `${owner}/${key}`

  /** @throws KeyTaken while the key stands for another request */
  const requireFree = (request: KeyedRequest | undefined): void => {
    const earlier = request && requests.get(requestId(request.owner, request.key))
    if (earlier && earlier.madeAt > request.madeAt - keyLife) throw new KeyTaken('The key was used before')
  }
  const note = (request: KeyedRequest | undefined): void =>
    void (request && requests.set(requestId(request.owner, request.key), request))

  /** All or nothing, as the transaction: the counters are moved when none is in the way. @throws QuotaExceeded */
  const settle = (ref: JobRef, settles: Settlement | undefined): void => {
    const moves = settles ? counterMoves(ref, settles) : []
    for (const { key, amounts } of moves) {
      const exceeded = settles?.quotas && excess(amounts, counts(key), settles.quotas)
      if (exceeded) throw exceeded
    }
    for (const { key, amounts } of moves) {
      const before = counts(key)
      const after = amounts.map(({ limit, by }) => [limit, (before[limit] ?? 0) + by])
      counters.set(counterId(key), { ...before, ...Object.fromEntries(after) })
    }
  }

  return {
    writes,
    put,
    row,
    counts,
    override: (owner, own) => void overrides.set(counterId(overridesKey(owner)), own),

    async create(job, settles, request) {
      requireFree(request)
      if (rows.has(keyOf(job))) throw new Error('The conditional request failed')
      settle(job, settles)
      note(request)
      put(job)
      commit(undefined, job)
    },

    keyedRequest: async (owner, key) => requests.get(requestId(owner, key)),

    async get(ref) {
      const found = row(ref)
      return found?.state === 'removed' ? undefined : found
    },

    getRow: async (ref) => row(ref),

    async list(owner, { limit, cursor, state }) {
      const before = cursor === undefined ? undefined : idOfCursor(cursor)
      const older = [...rows.values()]
        .filter((job) => job.owner === owner && (before === undefined || job.id < before))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
      // As in DynamoDB, the limit counts rows before the filter, and a full page has a cursor even when nothing follows.
      const page = older.slice(0, limit)
      const last = page.length === limit ? page.at(-1) : undefined
      const jobs = page.filter((job): job is Job => job.state !== 'removed')
      return {
        jobs: structuredClone(jobs.filter((job) => state === undefined || job.state === state)),
        ...(last && { nextCursor: cursorOfId(last.id) }),
      }
    },

    async take<To extends Row>({ from, to, unchanged, settles, request }: Transition<To>) {
      requireFree(request)
      const before = row(from)
      const stored: Record<string, unknown> = before ?? {}
      const read: Record<string, unknown> = from
      if (!before || !unchanged.every((name) => isSame(stored[name], read[name]))) return undefined
      const after = Row.parse(applyDifference(stored, from, to))
      settle(from, settles)
      note(request)
      put(after)
      commit(before, after)
      return to
    },

    async remove(job, settles) {
      const before = row(job)
      if (before?.state !== 'removed') return
      if (before.epoch !== job.epoch || before.source !== job.source || before.size !== job.size) return
      settle(job, settles)
      rows.delete(keyOf(job))
      commit(before, undefined)
    },

    async account(owner, day) {
      const { activeJobs = 0, storedBytes = 0 } = counts(usageKey(owner))
      const agreed = overrides.get(counterId(overridesKey(owner))) ?? {}
      const { jobsPerDay = 0, audioSecondsPerDay = 0 } = counts(usageOfDayKey(owner, day))
      return {
        used: { activeJobs, storedBytes, jobsPerDay, audioSecondsPerDay },
        overrides: QuotaOverrides.parse(agreed),
        retention: RetentionOverrides.parse(agreed),
      }
    },

    jobsOf: async (of) =>
      [...rows.values()].filter(({ owner }) => owner === of).map(({ owner, id }) => ({ owner, id })),

    async clear(owner) {
      for (const [store, prefix] of [
        [counters, `USER#${owner}/`],
        [overrides, counterId(overridesKey(owner))],
        [requests, requestId(owner, '')],
      ] as const)
        for (const id of store.keys()) if (id.startsWith(prefix)) store.delete(id)
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

/** Copies, as objects from either side of a test's sandbox are never strictly equal. */
function isSame(one: unknown, other: unknown) {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other))
}

function counterId({ pk, sk }: CounterKey) {
  return `${pk}/${sk}`
}

function keyOf({ owner, id }: JobRef) {
  return `${owner}/${id}`
}

/** Writes only what the step changes, as the update expression does: what others wrote to the row beside it stays. */
function applyDifference(stored: Record<string, unknown>, from: object, to: object): Record<string, unknown> {
  const before: Record<string, unknown> = { ...from }
  const after: Record<string, unknown> = { ...to }
  const kept = Object.entries(stored).filter(([name]) => !(name in before) || after[name] !== undefined)
  const changed = Object.entries(after).filter(([name, value]) => value !== undefined && value !== before[name])
  return Object.fromEntries([...kept, ...changed])
}

export interface MemoryOutbox extends Outbox {
  readonly fetches: readonly JobRef[]
  readonly converts: readonly JobRef[]
  readonly events: readonly JobEvent[]
}

export function memoryOutbox(): MemoryOutbox {
  const fetches: JobRef[] = []
  const converts: JobRef[] = []
  const events: JobEvent[] = []
  return {
    fetches,
    converts,
    events,
    fetch: async ({ owner, id }) => void fetches.push({ owner, id }),
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

export function recordingLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
