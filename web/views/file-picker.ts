import { el } from '../dom'
import { words } from '../words'

/** Browsers do not know the type of some of these, and would grey them out. */
const accept = 'video/*,audio/*,.mkv,.avi,.flv,.m2ts,.mts,.mxf,.ts,.vob,.wmv'

export interface Picked {
  readonly files: File[]
  /** What could not be taken, as a sentence. */
  readonly complaint?: string
}

/** Opens the dialogue of files when its label is pressed. */
export function createPicker(onPicked: (picked: Picked) => void, multiple = true): HTMLInputElement {
  const input = el('input', {
    type: 'file',
    multiple,
    accept,
    className: 'visually-hidden',
    attributes: { 'aria-label': words.drop.label },
  })
  input.onchange = () => {
    const files = [...(input.files ?? [])]
    input.value = '' // so that the same file can be chosen again
    onPicked(withoutEmpty(files))
  }
  return input
}

/** Takes what is dropped anywhere on the page. `onOver` tells whether files hang over it. */
export function takeDropped(
  onPicked: (picked: Picked) => void,
  onOver: (over: boolean) => void,
  signal: AbortSignal,
): void {
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  const listen = (type: 'dragover' | 'dragleave' | 'drop', take: (event: DragEvent) => void) =>
    document.addEventListener(type, take, { signal })
  listen('dragover', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    onOver(true)
  })
  listen('dragleave', (event) => event.relatedTarget === null && onOver(false))
  listen('drop', (event) => {
    if (!event.dataTransfer || !carriesFiles(event)) return
    event.preventDefault() // or the browser would leave the page and play the file
    onOver(false)
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file')
    // A folder looks like a file that cannot be read; only its entry tells.
    const files = items
      .filter((item) => item.webkitGetAsEntry()?.isDirectory !== true)
      .flatMap((item) => item.getAsFile() ?? [])
    const picked = withoutEmpty(files)
    onPicked(files.length < items.length ? { ...picked, complaint: words.drop.notFile } : picked)
  })
}

function withoutEmpty(files: File[]): Picked {
  const empty = files.find(({ size }) => size === 0)
  return {
    files: files.filter(({ size }) => size > 0),
    ...(empty && { complaint: words.drop.empty(empty.name) }),
  }
}
