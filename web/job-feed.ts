import { type Client, type Job, type JobState, ProblemError } from '../client/api/client'
import { isTransient } from '../client/api/errors'
import { Pauses } from '../client/api/pauses'
import { sleep } from '../client/api/retry'
import { mostJobsPerPage } from '../protocol/limits'

/** Which jobs are wanted; of all states where none is named. */
export interface JobFilter {
  readonly states: readonly JobState[]
  /** Letters of the name. */
  readonly search: string
}

export const everything: JobFilter = { states: [], search: '' }

export interface JobFeed {
  /** Newest first; undefined until the first answer came. */
  jobs(): readonly Job[] | undefined
  /** True when there are older ones that `more` would bring. */
  hasMore(): boolean
  /** True while the server cannot be reached; the feed goes on trying. */
  isDisconnected(): boolean
  more(): Promise<void>
  /** Applies another call's answer about a job. */
  put(job: Job): void
  drop(id: string): void
  /** From now on only these. */
  show(filter: JobFilter): void
  /** Polls at once, when something is known to have changed. */
  refresh(): void
  /** Loads a job that may be older than the list. False when there is none. */
  find(id: string): Promise<boolean>
  stop(): void
}

const pageSize = 50
/** Of each state, where several are wanted: there are never many in progress. */
const mostOfState = mostJobsPerPage

/** True while it changes by itself. An upload moves by its page; an import by us. */
export function isMoving({ state, source }: Job): boolean {
  return state === 'uploaded' || state === 'converting' || (state === 'reserved' && source.host !== undefined)
}

/**
 * The list of the user's jobs, kept up to date: by asking again and again while one of them is moving, and not at
 * all otherwise. `onChange` is called after every change, `onFailure` when the list could not be read for good.
 */
export function createJobFeed(client: Client, onChange: () => void, onFailure: (error: unknown) => void): JobFeed {
  const stopped = new AbortController()
  const { signal } = stopped
  let filter = everything
  let known: Map<string, Job> | undefined
  /** The same, newest first; undefined when that has to be found out again. */
  let inOrder: readonly Job[] | undefined
  let cursor: string | undefined
  let paged = false
  let disconnected = false
  /** Counts changes by others than the poll: an answer asked for before one of them is out of date. */
  let changes = 0
  let wake = new AbortController()
  let running = false

  const sorted = () => (inOrder ??= [...(known?.values() ?? [])].sort((a, b) => compare(b, a)))

  /** A page of what is wanted. */
  async function read(from?: string): Promise<{ readonly jobs: Job[]; readonly nextCursor?: string | undefined }> {
    const search = filter.search === '' ? {} : { search: filter.search }
    if (filter.states.length <= 1) {
      const [state] = filter.states
      const query = { limit: pageSize, ...search, ...(state && { state }), ...(from !== undefined && { cursor: from }) }
      return client.jobs(query, { signal })
    }
    const each = filter.states.map((state) => client.jobs({ limit: mostOfState, ...search, state }, { signal }))
    return { jobs: (await Promise.all(each)).flatMap(({ jobs }) => jobs) }
  }

  async function look(): Promise<void> {
    const before = changes
    const page = await read()
    const oldest = page.jobs.at(-1)
    const listed = new Set(page.jobs.map(({ id }) => id))
    // What is newer than the page's end and not on it was deleted; what is older was not asked about.
    const older =
      page.nextCursor === undefined || !oldest
        ? []
        : sorted().filter((job) => !listed.has(job.id) && compare(job, oldest) < 0)
    const updated = await Promise.all(older.map((job) => (isMoving(job) ? client.job(job.id, { signal }) : job)))
    if (before !== changes) return look()
    known = new Map([...page.jobs, ...updated].map((job) => [job.id, job]))
    inOrder = undefined
    if (!paged) cursor = page.nextCursor
  }

  async function run(): Promise<void> {
    const pauses = new Pauses()
    while (!signal.aborted) {
      wake = new AbortController()
      disconnected = !(await reachable(look))
      onChange()
      if (!disconnected && !sorted().some(isMoving) && !wake.signal.aborted) {
        running = false // at once: a refresh from here on must start a new run
        return
      }
      const states = JSON.stringify(sorted().map(({ id, state }) => [id, state]))
      const ends = sorted().flatMap((job) => (isMoving(job) ? (job.progress.etaSeconds ?? []) : []))
      const pause = pauses.next(states, Math.min(...ends))
      await sleep(pause, AbortSignal.any([signal, wake.signal])).catch(() => {}) // woken: look again at once
    }
  }

  async function keepLooking(): Promise<void> {
    try {
      await run()
    } catch (error) {
      running = false
      if (!signal.aborted) onFailure(error)
    }
  }

  function refresh(): void {
    wake.abort()
    if (running || signal.aborted) return
    running = true
    void keepLooking()
  }

  function change(edit: (jobs: Map<string, Job>) => void): void {
    known ??= new Map()
    inOrder = undefined
    changes++
    edit(known)
    onChange()
    if (sorted().some(isMoving)) refresh()
  }

  return {
    jobs: () => known && sorted(),
    hasMore: () => cursor !== undefined,
    isDisconnected: () => disconnected,
    async more() {
      if (cursor === undefined) return
      const before = filter
      const page = await read(cursor)
      if (before !== filter) return
      paged = true
      cursor = page.nextCursor
      change((jobs) => {
        for (const job of page.jobs) jobs.set(job.id, job)
      })
    },
    put(job) {
      // With a filter only the server knows whether it belongs here.
      if (filter === everything || known?.has(job.id)) change((jobs) => jobs.set(job.id, job))
      else refresh()
    },
    drop: (id) => change((jobs) => jobs.delete(id)),
    show(next) {
      filter = next
      known = undefined
      inOrder = undefined
      cursor = undefined
      paged = false
      changes++
      onChange()
      refresh()
    },
    refresh,
    async find(id) {
      if (known?.has(id)) return true
      try {
        const job = await client.job(id, { signal })
        change((jobs) => jobs.set(job.id, job))
        return true
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return false
        throw error
      }
    },
    stop: () => stopped.abort(),
  }
}

/** False when the server could not be reached, or not for the moment. */
async function reachable(step: () => Promise<void>): Promise<boolean> {
  try {
    await step()
    return true
  } catch (error) {
    if (!isTransient(error)) throw error
    return false
  }
}

/** By age; ids sort by time, so they settle what was created in the same moment. */
function compare(a: Job, b: Job): number {
  const [left, right] = [`${a.createdAt} ${a.id}`, `${b.createdAt} ${b.id}`]
  return left < right ? -1 : Number(left > right)
}
