import { cursorOfId } from './cursor'
import type { Job } from './domain'
import type { JobStore, ListQuery, Page } from './ports'

/** The most rows of the table that are read for one filtered answer: a search that finds little continues at its cursor. */
const rowsAtOnce = 500
const readsAtMost = 4

/**
 * A page of the owner's jobs, newest first, with the state and the words in the name that are asked for. With a filter, the page is filled
 * from further rows; it may still be short, or even empty, and have a cursor to continue at.
 *
 * @param search part of the name; case and accents do not matter
 */
export async function listJobs(
  jobs: JobStore,
  owner: string,
  { search, ...query }: ListQuery & { readonly search?: string | undefined },
): Promise<Page> {
  if (search === undefined && query.state === undefined) return jobs.list(owner, query)
  const wanted = folded(search ?? '')
  const found: Job[] = []
  let cursor = query.cursor
  for (let reads = 0; reads < readsAtMost; reads += 1) {
    const page = await jobs.list(owner, { ...query, limit: rowsAtOnce, cursor })
    found.push(...page.jobs.filter(({ name }) => folded(name).includes(wanted)))
    cursor = page.nextCursor
    if (found.length > query.limit || cursor === undefined) break
  }
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  const nextCursor = found.length > shown.length && last ? cursorOfId(last.id) : cursor
  return { jobs: shown, ...(nextCursor !== undefined && { nextCursor }) }
}

/** Compatible forms (`ﬁ`, full width) as their usual letters, without accents, in lower case: as people type a search. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
