import type { Client, Job } from '../../client/api/client'
import { announce, el, setText } from '../dom'
import { createJobFeed, everything, type JobFeed } from '../job-feed'
import type { Draft } from '../remembered'
import { sentenceFor } from '../sentence'
import type { Transfers } from '../transfers'
import { words } from '../words'
import { createAdd } from './add'
import { createPicker } from './file-picker'
import { createPlayer, type Player } from './player'
import type { RowContent } from './row'
import { type JobActions, jobContent, type TransferActions, transferContent } from './row-content'
import { createRowList } from './row-list'
import { createToasts } from './toast'
import { createToolbar } from './toolbar'

export interface Home {
  /** The list of transfers has changed. */
  update(): void
  /** A file is complete on the server. */
  handOver(job: Job): void
  refresh(): void
  dispose(): void
}

/** The library: where recordings are added, and the list of uploads and jobs. `wanted` is the job of the page's address. */
export function showHome(
  place: HTMLElement,
  client: Client,
  { transfers, draft }: { readonly transfers: Transfers; readonly draft: Draft },
  wanted?: string,
): Home {
  const gone = new AbortController()
  const { signal } = gone
  const states = new Map<string, Job['state']>()
  /** What a job looked like, while nothing about it has changed: a thousand of them are not rebuilt each second. */
  const looks = new WeakMap<Job, RowContent>()
  /** Deleted, but can still be restored. */
  const removed = new Set<string>()
  const text = words.jobs
  const heading = el('h2', { tabIndex: -1, className: 'list-title' }, text.title)
  const list = createRowList({
    onRemove(key, { element }) {
      if (playing?.id === key) stopPlaying()
      if (element.contains(document.activeElement)) heading.focus()
    },
    onWhole() {
      lookForEnd()
      showUnseen()
    },
  })
  const message = el('p', { className: 'failure', hidden: true, attributes: { role: 'status' } })
  const again = el('button', { type: 'button', className: 'button', hidden: true }, words.tryAgain)
  const empty = createEmpty(() => toolbar.reset())
  const loading = el('div', { className: 'rows skeleton', attributes: { 'aria-hidden': 'true' } })
  loading.append(...Array.from({ length: 4 }, () => el('div', { className: 'row' }, el('div'), el('div'), el('div'))))
  const more = el('p', { className: 'more', hidden: true }, text.loadingMore)
  const toasts = createToasts()
  let failure = ''
  let unseen = wanted
  let playing: { readonly id: string; readonly player: Player } | undefined

  const feed: JobFeed = createJobFeed(client, render, fail)
  const toolbar = createToolbar((filter) => {
    failure = ''
    feed.show(filter)
  })
  const add = createAdd(
    client,
    transfers,
    draft,
    (job) => {
      feed.put(job)
      feed.refresh()
    },
    signal,
  )

  function fail(error: unknown): void {
    if (signal.aborted) return
    failure = sentenceFor(error)
    render()
  }

  const jobActions: JobActions = {
    play,
    async download({ id, name }) {
      const { url } = await client.audioUrl(id)
      el('a', { href: url, download: name, rel: 'noreferrer' }).click()
    },
    cancel: async ({ id }) => feed.put(await client.cancel(id)),
    retry: async ({ id }) => feed.put(await client.retry(id)),
    remove,
  }
  const transferActions: TransferActions = {
    ...transfers,
    chooseAgain({ key, name }) {
      const picker = createPicker(({ files: [file] }) => {
        if (!file || transfers.chooseAgain(key, file)) return
        failure = words.job.otherFile(name)
        render()
      }, false)
      picker.click()
    },
  }

  function stopPlaying(): void {
    if (!playing) return
    const { id, player } = playing
    playing = undefined
    player.close()
    const row = list.row(id)
    const hadFocus = player.element.contains(document.activeElement)
    row?.attach(undefined)
    if (hadFocus) row?.element.querySelector<HTMLElement>('.row-play')?.focus()
  }

  function play(job: Job): void {
    const again = playing?.id === job.id
    stopPlaying()
    if (again) return
    const player = createPlayer(client, job, stopPlaying)
    playing = { id: job.id, player }
    list.row(job.id)?.attach(player.element)
  }

  /** Out of sight at once, and for good when it can no longer be undone. */
  function remove({ id, name, audio }: Job): void {
    removed.add(id)
    render()
    toasts.offerUndo(
      words.job.removed(audio?.name ?? name),
      () => {
        removed.delete(id)
        render()
      },
      () =>
        void client
          .remove(id)
          .then(() => feed.drop(id))
          .catch(fail)
          .finally(() => removed.delete(id)),
    )
  }

  function lookOf(job: Job): RowContent {
    const look = looks.get(job) ?? jobContent(job, jobActions)
    looks.set(job, look)
    return look
  }

  function contents(): Map<string, RowContent> {
    const { states: only, search } = toolbar.filter()
    const shown = transfers.list().filter(({ phase }) => phase !== 'staged')
    const sending = new Set(shown.map(({ jobId }) => jobId))
    const jobs = (feed.jobs() ?? []).filter(({ id }) => !sending.has(id) && !removed.has(id))
    const isWanted = (only.length !== 1 || only[0] === 'reserved') && search === ''
    return new Map([
      ...(isWanted ? shown.map((one) => [one.key, transferContent(one, transferActions)] as const) : []),
      ...jobs.map((job) => [job.id, lookOf(job)] as const),
    ])
  }

  function render(): void {
    if (signal.aborted) return
    const next = contents()
    list.show(next)
    announceChanges(feed.jobs() ?? [])
    const jobs = feed.jobs()
    setText(message, failure)
    toasts.tell(feed.isDisconnected() ? text.connection : '')
    again.hidden = failure === '' || jobs !== undefined
    loading.hidden = jobs !== undefined || failure !== ''
    empty.update(next.size > 0 || !jobs ? undefined : toolbar.filter() === everything ? 'empty' : 'none-found')
    toolbar.element.hidden = toolbar.filter() === everything && next.size === 0
    more.hidden = !feed.hasMore()
    showUnseen()
  }

  /** Says what happened to a job, but not what was so when the page was opened. */
  function announceChanges(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const before = states.get(job.id)
      states.set(job.id, job.state)
      const sentence = before !== undefined && before !== job.state ? words.job.announce(job) : undefined
      if (sentence) announce(sentence)
    }
  }

  /** Not before all is there: the list would push it out of sight. */
  function showUnseen(): void {
    if (unseen === undefined || !feed.jobs() || !list.isWhole()) return
    const id = unseen
    unseen = undefined
    void showWanted(id).catch(fail)
  }

  async function showWanted(id: string): Promise<void> {
    const found = await feed.find(id)
    const row = list.row(id)
    if (!found || !row) {
      failure = text.unknown
      return render()
    }
    row.element.classList.add('wanted')
    row.element.setAttribute('aria-current', 'true')
    row.element.scrollIntoView({ block: 'center' })
    row.element.focus({ preventScroll: true })
  }

  again.onclick = () => {
    failure = ''
    feed.refresh()
    render()
  }
  let isLoadingMore = false
  const end = new IntersectionObserver(
    async (entries) => {
      if (isLoadingMore || !list.isWhole() || !entries.some(({ isIntersecting }) => isIntersecting)) return
      isLoadingMore = true
      await feed.more().catch(fail)
      isLoadingMore = false
      lookForEnd()
    },
    { rootMargin: '1500px' },
  )
  /** Has the observer tell again whether the end is in sight, now that it is further down. */
  function lookForEnd(): void {
    if (signal.aborted || !list.isWhole()) return
    end.unobserve(more)
    end.observe(more)
  }
  end.observe(more)
  document.addEventListener('visibilitychange', () => document.hidden || feed.refresh(), { signal })
  addEventListener('online', feed.refresh, { signal })

  place.replaceChildren(
    el(
      'div',
      { className: 'home' },
      add.element,
      el('div', { className: 'list-head' }, heading, toolbar.element),
      message,
      again,
      loading,
      list.element,
      empty.element,
      more,
      toasts.element,
    ),
  )
  const update = () => {
    add.update()
    render()
  }
  update()
  feed.refresh()

  return {
    update,
    handOver: (job) => feed.put(job),
    refresh: feed.refresh,
    dispose() {
      gone.abort()
      end.disconnect()
      stopPlaying()
      toasts.dispose()
      feed.stop()
    },
  }
}

function createEmpty(onShowAll: () => void) {
  const title = el('p', { className: 'empty-title' })
  const hint = el('p', {})
  const all = el('button', { type: 'button', className: 'button', onclick: onShowAll }, words.jobs.showAll)
  const element = el('div', { className: 'empty', hidden: true }, title, hint, all)
  return {
    element,
    update(kind: 'empty' | 'none-found' | undefined): void {
      const { empty, emptyHint, noneFound, noneFoundHint } = words.jobs
      element.hidden = kind === undefined
      setText(title, kind === 'empty' ? empty : noneFound)
      setText(hint, kind === 'empty' ? emptyHint : noneFoundHint)
      all.hidden = kind !== 'none-found'
    },
  }
}
