import { el, setText } from '../dom'
import { type IconName, icon } from '../icons'
import { sentenceFor } from '../sentence'
import { words } from '../words'

export interface Action {
  readonly text: string
  readonly icon: IconName
  /** `bare` shows its icon only, the others on a phone. */
  readonly look?: 'primary' | 'bare'
  readonly run: () => void | Promise<void>
}

/** One of the two stages on the way: sending and converting. */
export interface StageProgress {
  readonly label: string
  /** Per cent; `undefined` means in progress, but not known how far. */
  readonly percent: number | undefined
}

/** What a row of the list shows. */
export interface RowContent {
  readonly name: string
  readonly tone: 'busy' | 'good' | 'bad' | 'quiet'
  readonly mark: IconName
  readonly state: string
  /** Small print: size, length, times. */
  readonly details: string[]
  /** Why it failed, or what to do. */
  readonly reason?: string
  readonly stages?: readonly [StageProgress, StageProgress]
  /** In the place of the mark. */
  readonly play?: () => void
  readonly actions: Action[]
}

export interface Row {
  readonly element: HTMLElement
  update(content: RowContent): void
  /** Puts something under the row, such as the player, or takes it away. */
  attach(more: HTMLElement | undefined): void
}

/** A row that changes in place, so that focus and screen readers stay where they are. */
export function createRow(): Row {
  const name = el('h2', { className: 'row-name' })
  const state = el('span', { className: 'row-state' })
  const details = el('span', { className: 'row-details' })
  const reason = el('p', { className: 'row-reason' })
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const [send, convert] = [createProgress(), createProgress()]
  const stages = el('div', { className: 'stages', hidden: true }, send.element, convert.element)
  const mark = el('span', { className: 'row-mark' })
  const play = el('button', { type: 'button', className: 'row-play', hidden: true }, icon('play'))
  const actions = el('div', { className: 'row-actions' })
  const more = el('div', { className: 'row-more', hidden: true })
  const element = el(
    'div',
    { className: 'row', tabIndex: -1, attributes: { role: 'listitem' } },
    mark,
    play,
    el('div', { className: 'row-text' }, name, el('p', { className: 'row-line' }, state, details), reason, stages),
    actions,
    failure,
    more,
  )
  let shown = ''
  let shownMark = ''
  let last: RowContent | undefined

  /** Buttons call what is current when they are pressed, and stay while their texts do. */
  function showActions(next: Action[], itemName: string): void {
    const signature = [itemName, ...next.map(({ text }) => text)].join('\n')
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
    // Not `disabled`: that would take the focus away from the button.
    pressed?.setAttribute('aria-disabled', 'true')
    try {
      await last?.actions[index]?.run()
    } catch (error) {
      setText(failure, sentenceFor(error))
    } finally {
      pressed?.removeAttribute('aria-disabled')
    }
  }

  play.onclick = () => last?.play?.()

  return {
    element,
    update(content) {
      if (content === last) return
      last = content
      setText(name, content.name)
      name.title = content.name
      setText(state, content.state)
      setText(details, content.details.join('\u00a0\u00a0·\u2002'))
      setText(reason, content.reason ?? '')
      element.dataset.tone = content.tone
      if (content.mark !== shownMark) mark.replaceChildren(icon(content.mark))
      shownMark = content.mark
      mark.hidden = content.play !== undefined
      play.hidden = content.play === undefined
      play.setAttribute('aria-label', words.job.action(words.job.play, content.name))
      stages.hidden = !content.stages
      if (content.stages) {
        send.update(content.stages[0])
        convert.update(content.stages[1])
      }
      showActions(content.actions, content.name)
    },
    attach(attached) {
      more.replaceChildren(...(attached ? [attached] : []))
      more.hidden = !attached
      element.classList.toggle('open', attached !== undefined)
      play.replaceChildren(icon(attached ? 'wave' : 'play'))
      play.setAttribute('aria-expanded', String(attached !== undefined))
    },
  }
}

function createProgress() {
  const element = el('progress', { max: 100 })
  return {
    element,
    update({ label, percent }: StageProgress): void {
      element.setAttribute('aria-label', label)
      if (percent === undefined) element.removeAttribute('value')
      else element.value = percent
    },
  }
}

function createButton(action: Action, itemName: string, onclick: () => void): HTMLButtonElement {
  const label = words.job.action(action.text, itemName)
  const className = `button ${action.look ?? ''}`
  const text = el('span', {}, action.text)
  const attributes = { 'aria-label': label }
  return el('button', { type: 'button', className, title: action.text, onclick, attributes }, icon(action.icon), text)
}
