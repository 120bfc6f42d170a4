import { el, setText } from '../dom'
import { words } from '../words'

/** How long a deletion can be undone. Milliseconds. */
export const undoMs = 8000

export interface Toasts {
  readonly element: HTMLElement
  /** Says that something was deleted, and offers to undo it. `onOver` is called when that is no longer possible. */
  offerUndo(sentence: string, onUndo: () => void, onOver: () => void): void
  /** Shows a temporary sentence over the page, without moving it; an empty sentence removes it. */
  tell(sentence: string): void
  /** A deletion that can still be undone is undone: nothing is deleted without the person noticing. */
  dispose(): void
}

export function createToasts(): Toasts {
  const state = el('p', { className: 'toast', hidden: true })
  const element = el('div', { className: 'toasts', attributes: { role: 'status' } }, state)
  const timers = new Set<ReturnType<typeof setTimeout>>()
  return {
    element,
    offerUndo(sentence, onUndo, onOver) {
      const undo = el('button', { type: 'button', className: 'link' }, words.job.undo)
      const toast = el('div', { className: 'toast' }, el('span', {}, sentence), undo)
      const end = (then: () => void) => {
        clearTimeout(timer)
        timers.delete(timer)
        toast.remove()
        then()
      }
      const timer: ReturnType<typeof setTimeout> = setTimeout(() => {
        // The button stays while a person may be about to press it.
        if (toast.contains(document.activeElement) && !document.hidden) undo.onblur = () => end(onOver)
        else end(onOver)
      }, undoMs)
      timers.add(timer)
      undo.onclick = () => {
        undo.onblur = null
        end(onUndo)
      }
      element.append(toast)
    },
    tell: (sentence) => setText(state, sentence),
    dispose() {
      for (const timer of timers) clearTimeout(timer)
      element.replaceChildren()
    },
  }
}
