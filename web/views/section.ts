import { el } from '../dom'

/** A part of the page with a title. */
export function section(title: string, hint: string, ...content: (Node | string)[]): HTMLElement {
  return el(
    'section',
    { className: 'card' },
    el('h2', {}, title),
    ...(hint === '' ? [] : [el('p', { className: 'hint' }, hint)]),
    ...content,
  )
}
