import type { Client, Job } from '../../client/api/client'
import { announce, el, setText } from '../dom'
import { createJobFeed } from '../job-feed'
import { sentenceFor } from '../sentence'
import { createTransfers, isUnderWay } from '../transfers'
import { words } from '../words'
import { createDrop } from './drop'
import { createLanguageChoice } from './language'
import { createRow, type Row, type RowContent } from './row'
import { type JobActions, jobContent, transferContent } from './row-content'

export interface Home {
  /** Stops everything that goes on for this view, uploads included. */
  dispose(): Promise<void>
}

/** The signed-in page: the place for files, and the list of uploads and jobs. `wanted` is the job of the page's address. */
export function showHome(place: HTMLElement, client: Client, wanted?: string): Home {
  const gone = new AbortController()
  const rows = new Map<string, Row>()
  const states = new Map<string, Job['state']>()
  const heading = el('h1', { tabIndex: -1 }, words.jobs.title)
  const list = el('ul', { className: 'rows' })
  const message = el('p', { className: 'notice', hidden: true, attributes: { role: 'status' } })
  const empty = el('p', { className: 'empty' })
  const language = createLanguageChoice()
  const more = el('button', { className: 'button', type: 'button', hidden: true }, words.jobs.more)
  let failure = ''
  let unseen = wanted

  const transfers = createTransfers(client, {
    onChange: render,
    onHandedOver: (job) => feed.put(job),
    onLetGo: () => feed.refresh(),
  })
  const feed = createJobFeed(client, render, fail)

  const take = (files: File[]) => transfers.add(files, language.chosen())

  function fail(error: unknown): void {
    if (gone.signal.aborted) return
    failure = sentenceFor(error)
    render()
  }

  const jobActions: JobActions = {
    async download({ id, name }) {
      const { url } = await client.audioUrl(id)
      el('a', { href: url, download: name, rel: 'noreferrer' }).click()
    },
    cancel: async ({ id }) => feed.put(await client.cancel(id)),
    retry: async ({ id }) => feed.put(await client.retry(id)),
    async remove({ id, name }) {
      if (!confirm(words.job.sureRemove(name))) return
      await client.remove(id)
      feed.drop(id)
    },
  }

  function contents(): Map<string, RowContent> {
    const sending = new Set(transfers.list().map(({ jobId }) => jobId))
    const jobs = (feed.jobs() ?? []).filter(({ id }) => !sending.has(id))
    return new Map([
      ...[...transfers.list()].reverse().map((one) => [one.key, transferContent(one, transfers)] as const),
      ...jobs.map((job) => [job.id, jobContent(job, jobActions)] as const),
    ])
  }

  function render(): void {
    if (gone.signal.aborted) return
    const next = contents()
    for (const [key, row] of rows) {
      if (next.has(key)) continue
      if (row.element.contains(document.activeElement)) heading.focus()
      row.element.remove()
      rows.delete(key)
    }
    let position = 0
    for (const [key, content] of next) {
      const row = rows.get(key) ?? createRow()
      rows.set(key, row)
      row.update(content)
      const there = list.children[position++] ?? null
      if (there !== row.element) list.insertBefore(row.element, there)
    }
    announceChanges(feed.jobs() ?? [])
    setText(message, failure || (feed.isDisconnected() ? words.jobs.connection : ''))
    setText(empty, next.size > 0 ? '' : feed.jobs() ? words.jobs.empty : failure ? '' : words.jobs.loading)
    more.hidden = !feed.hasMore()
    if (unseen !== undefined && feed.jobs()) {
      const id = unseen
      unseen = undefined
      void showWanted(id).catch(fail) // not before: the list would push it out of sight
    }
  }

  /** Says what happened to a job, but not what was so when the page was opened. */
  function announceChanges(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const before = states.get(job.id)
      states.set(job.id, job.state)
      const sentence = words.job.announce(job)
      if (before !== undefined && before !== job.state && sentence) announce(sentence)
    }
  }

  async function showWanted(id: string): Promise<void> {
    const found = await feed.find(id)
    const row = rows.get(id)
    if (!found || !row) {
      failure = words.jobs.unknown
      return render()
    }
    row.element.classList.add('wanted')
    row.element.setAttribute('aria-current', 'true')
    row.element.scrollIntoView({ block: 'center' })
    row.element.focus({ preventScroll: true })
  }

  more.onclick = () => void feed.more().catch(fail)
  const { signal } = gone
  addEventListener('beforeunload', (event) => transfers.list().some(isUnderWay) && event.preventDefault(), { signal })
  document.addEventListener('visibilitychange', () => document.hidden || feed.refresh(), { signal })
  addEventListener('online', feed.refresh, { signal })

  place.replaceChildren(
    el('div', { className: 'home' }, createDrop(take, signal), language.element, heading, message, list, empty, more),
  )
  render()
  feed.refresh()

  return {
    async dispose() {
      gone.abort()
      feed.stop()
      await transfers.dispose()
    },
  }
}
