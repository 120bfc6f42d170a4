import { el, setText } from '../dom'
import { sentenceFor } from '../sentence'
import { words } from '../words'

export interface Action {
  text: string
  primary?: boolean
  run: () => void | Promise<void>
}

/** What a row of the list shows. */
export interface RowContent {
  name: string
  tone: 'busy' | 'good' | 'bad' | 'quiet'
  state: string
  /** Small print: size, length, times. */
  details: string[]
  /** Why it failed. */
  reason?: string
  /** Per cent; without a value it is under way, but nobody knows how far. */
  progress?: { label: string; percent?: number }
  actions: Action[]
}

export interface Row {
  element: HTMLLIElement
  update(content: RowContent): void
}

/** A row that changes in place, so that focus and screen readers stay where they are. */
export function createRow(): Row {
  const name = el('h2', { className: 'row-name' })
  const state = el('p', { className: 'row-state' })
  const details = el('p', { className: 'row-details' })
  const reason = el('p', { className: 'row-reason' })
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const progress = el('progress', { max: 100, hidden: true })
  const actions = el('div', { className: 'row-actions' })
  const element = el(
    'li',
    { className: 'card row', tabIndex: -1 },
    el('div', { className: 'row-text' }, name, state, details, reason),
    actions,
    progress,
    failure,
  )
  let shown = ''
  let current: Action[] = []

  /** Buttons call what is current when they are pressed, and stay while their texts do. */
  function showActions(next: Action[], itemName: string): void {
    current = next
    const signature = next.map(({ text }) => text).join('\n')
    if (signature === shown) return
    shown = signature
    const hadFocus = actions.contains(document.activeElement)
    actions.replaceChildren(...next.map((action, index) => createButton(action, itemName, () => press(index))))
    if (hadFocus) (actions.querySelector('button') ?? element).focus()
  }

  async function press(index: number): Promise<void> {
    failure.hidden = true
    const buttons = [...actions.querySelectorAll('button')]
    const pressed = buttons[index]
    if (pressed?.getAttribute('aria-disabled') === 'true') return
    // Not `disabled`: that would take the focus away from whoever pressed it.
    pressed?.setAttribute('aria-disabled', 'true')
    try {
      await current[index]?.run()
    } catch (error) {
      setText(failure, sentenceFor(error))
    } finally {
      pressed?.removeAttribute('aria-disabled')
    }
  }

  return {
    element,
    update(content) {
      setText(name, content.name)
      name.title = content.name
      setText(state, content.state)
      setText(details, content.details.join(' · '))
      setText(reason, content.reason ?? '')
      element.dataset.tone = content.tone
      progress.hidden = !content.progress
      if (content.progress) {
        progress.setAttribute('aria-label', content.progress.label)
        if (content.progress.percent === undefined) progress.removeAttribute('value')
        else progress.value = content.progress.percent
      }
      showActions(content.actions, content.name)
    },
  }
}

function createButton({ text, primary }: Action, itemName: string, onclick: () => void): HTMLButtonElement {
  const label = words.job.action(text, itemName)
  return el(
    'button',
    { type: 'button', className: primary ? 'button primary' : 'button', onclick, attributes: { 'aria-label': label } },
    text,
  )
}
