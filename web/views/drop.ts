import { el, setText } from '../dom'
import { words } from '../words'

/** Browsers do not know the type of some of these, and would grey them out. */
const accept = 'video/*,audio/*,.mkv,.avi,.flv,.m2ts,.mts,.mxf,.ts,.vob,.wmv'

/** The place for files: to drop them on (anywhere on the page will do), or to choose them, by keyboard too. */
export function createDrop(onFiles: (files: File[]) => void, signal: AbortSignal): HTMLElement {
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const title = el('strong', {}, words.drop.title)
  const input = el('input', {
    type: 'file',
    multiple: true,
    accept,
    className: 'visually-hidden',
    attributes: { 'aria-label': words.drop.label },
  })
  const zone = el(
    'label',
    { className: 'drop' },
    input,
    el('span', { className: 'drop-icon', attributes: { 'aria-hidden': 'true' } }),
    title,
    el('span', { className: 'drop-choose' }, words.drop.or),
  )

  function take(files: File[]): void {
    const empty = files.find(({ size }) => size === 0)
    setText(failure, empty ? words.drop.empty(empty.name) : '')
    const usable = files.filter(({ size }) => size > 0)
    if (usable.length > 0) onFiles(usable)
  }

  function highlight(on: boolean): void {
    zone.classList.toggle('over', on)
    title.textContent = on ? words.drop.release : words.drop.title
  }

  input.onchange = () => {
    const files = [...(input.files ?? [])]
    input.value = '' // so that the same file can be chosen again
    take(files)
  }

  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  document.addEventListener(
    'dragover',
    (event) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      highlight(true)
    },
    { signal },
  )
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && highlight(false), { signal })
  document.addEventListener(
    'drop',
    (event) => {
      if (!event.dataTransfer || !carriesFiles(event)) return
      event.preventDefault() // or the browser would leave the page and play the file
      highlight(false)
      const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file')
      // A folder looks like a file that cannot be read; only its entry tells.
      const files = items
        .filter((item) => item.webkitGetAsEntry()?.isDirectory !== true)
        .flatMap((item) => item.getAsFile() ?? [])
      take(files)
      if (files.length < items.length) setText(failure, words.drop.notFile)
    },
    { signal },
  )
  return el('div', {}, zone, failure)
}
