import { cursorOfId } from './cursor'
import type { Job } from './domain'
import type { JobStore, ListQuery, Page } from './ports'

/** Rows of the table that are read for one answer with a filter at most: a search that finds little goes on at its cursor. */
const rowsAtOnce = 500
const readsAtMost = 4

/**
 * A page of the owner's jobs, newest first, of those in the state and with the words in their name that are asked for. With a filter the
 * page is filled from what it finds further down; it may still be short, or even empty, where there is a cursor to go on at.
 *
 * @param search letters of the name, whatever their case and accents
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

/** Compatible forms (`ﬁ`, full width) as their usual letters, without accents, in lower case: as people type what they look for. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
