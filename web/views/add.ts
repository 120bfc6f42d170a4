import type { Client, Job } from '../../client/api/client'
import { announce, el, setText } from '../dom'
import { formatBytes } from '../format'
import { icon } from '../icons'
import type { Draft } from '../remembered'
import { sentenceFor } from '../sentence'
import type { Transfer } from '../transfer'
import type { Transfers } from '../transfers'
import { words } from '../words'
import { createPicker, type Picked, takeDropped } from './file-picker'
import { createOptions } from './options'

export interface Add {
  readonly element: HTMLElement
  /** Shows what is staged now. */
  update(): void
}

/**
 * Where recordings come from: files dropped or chosen, or an address. Files are staged first: the person sees what has to be
 * sent, may choose what is to become of them, and starts.
 */
export function createAdd(
  client: Client,
  transfers: Transfers,
  draft: Draft,
  onImported: (job: Job) => void,
  signal: AbortSignal,
): Add {
  const text = words.drop
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const title = el('h1', { className: 'add-title' }, text.title)
  const options = createOptions(draft, transfers.wish)
  const staged = el('ul', { className: 'staged' })
  const total = el('p', { className: 'staged-total', attributes: { 'aria-live': 'polite' } })
  const convert = el('button', { type: 'button', className: 'button lift' }, icon('up'), words.stage.convert)
  const stage = el('div', { className: 'stage', hidden: true }, staged)
  const go = el('div', { className: 'add-go', hidden: true }, total, convert)
  signal.addEventListener('abort', () => options.show(undefined))
  const items = new Map<string, ReturnType<typeof createItem>>()

  function take({ files, complaint }: Picked): void {
    setText(failure, complaint ?? '')
    if (files.length === 0) return
    const before = items.size
    transfers.add(files)
    if (before === 0 && items.size > 0) convert.focus({ preventScroll: true })
  }

  const picker = createPicker(take)
  const choose = el('label', { className: 'button lift choose' }, picker, icon('file'), el('span', {}, text.choose))
  takeDropped(
    take,
    (over) => {
      element.classList.toggle('over', over)
      title.textContent = over ? text.release : titleNow()
    },
    signal,
  )

  convert.onclick = () => {
    const chosen = options.take()
    if (!chosen) return
    transfers.start(chosen)
    options.next()
    picker.focus({ preventScroll: true })
  }

  const titleNow = () => (items.size > 0 ? words.stage.title(items.size) : text.title)

  function update(): void {
    const waiting = transfers.list().filter(({ phase }) => phase === 'staged')
    const keys = new Set(waiting.map(({ key }) => key))
    for (const [key, item] of items) {
      if (keys.has(key)) continue
      if (item.element.contains(document.activeElement)) picker.focus()
      item.element.remove()
      items.delete(key)
    }
    for (const transfer of waiting) {
      const item = items.get(transfer.key) ?? createItem(transfer, () => void transfers.cancel(transfer.key))
      if (!items.has(transfer.key)) staged.append(item.element)
      items.set(transfer.key, item)
      item.update(transfer)
    }
    const isStaged = waiting.length > 0
    options.show(waiting.length === 1 ? waiting[0]?.file : undefined)
    stage.hidden = !isStaged
    go.hidden = !isStaged
    element.classList.toggle('has-files', isStaged)
    setText(choose.querySelector('span') ?? choose, isStaged ? words.stage.add : text.choose)
    choose.classList.toggle('lift', !isStaged)
    title.textContent = titleNow()
    const sum = (of: (transfer: Transfer) => number) => formatBytes(waiting.reduce((all, one) => all + of(one), 0))
    const isKnown = waiting.every(({ prepared }) => prepared === 1)
    setText(
      total,
      isKnown
        ? words.stage.total(
            sum((one) => one.totalBytes),
            sum(({ size }) => size),
          )
        : words.stage.looking,
    )
  }

  const element = el(
    'section',
    { className: 'add', attributes: { 'aria-label': words.nav.library } },
    el(
      'div',
      { className: 'add-top' },
      el('div', { className: 'add-words' }, title, el('p', { className: 'add-hint' }, text.hint)),
      choose,
    ),
    stage,
    failure,
    createAddress(client, options.take, (job) => {
      options.next()
      onImported(job)
    }),
    options.element,
    go,
  )
  return { element, update }
}

/** A staged file: its name, and how much of it has to be sent. */
function createItem({ name }: Transfer, onRemove: () => void) {
  const says = el('span', { className: 'staged-says' })
  const remove = el(
    'button',
    {
      type: 'button',
      className: 'button bare',
      onclick: onRemove,
      attributes: { 'aria-label': words.stage.remove(name) },
    },
    icon('close'),
  )
  return {
    element: el('li', {}, el('span', { className: 'staged-name', title: name }, name), says, remove),
    update({ prepared, totalBytes, size }: Transfer): void {
      const text = words.stage
      setText(
        says,
        prepared < 1
          ? text.looking
          : totalBytes < size
            ? text.savesOf(formatBytes(totalBytes), formatBytes(size))
            : text.whole(formatBytes(size)),
      )
      says.classList.toggle('saves', prepared === 1 && totalBytes < size)
    },
  }
}

function createAddress(
  client: Client,
  takeOptions: ReturnType<typeof createOptions>['take'],
  onImported: (job: Job) => void,
): HTMLElement {
  const text = words.drop
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const input = el('input', {
    type: 'url',
    id: 'address',
    required: true,
    placeholder: text.addressPlaceholder,
    autocomplete: 'off',
    spellcheck: false,
  })
  const button = el('button', { type: 'submit', className: 'button' }, text.fetch)
  /** The same until it was taken: pressed twice, or after a lost answer, it makes one job. */
  let key = crypto.randomUUID()
  input.oninput = () => {
    key = crypto.randomUUID()
  }
  async function fetch(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const options = takeOptions()
    if (!options || button.getAttribute('aria-disabled') === 'true') return
    setText(failure, '')
    button.setAttribute('aria-disabled', 'true')
    button.textContent = text.fetching
    try {
      const job = await client.import({ url: input.value.trim(), options }, { key })
      input.value = ''
      key = crypto.randomUUID()
      announce(text.fetched(job.name))
      onImported(job)
    } catch (error) {
      setText(failure, sentenceFor(error))
      input.focus()
    } finally {
      button.removeAttribute('aria-disabled')
      button.textContent = text.fetch
    }
  }
  return el(
    'form',
    { className: 'address', onsubmit: (event: SubmitEvent) => void fetch(event) },
    el('label', { htmlFor: 'address' }, text.address),
    el('div', { className: 'address-line' }, input, button),
    failure,
  )
}
