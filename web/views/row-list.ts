import { el } from '../dom'
import { createRow, type Row, type RowContent } from './row'

/** More rows would make scrolling stutter; the others follow in the next frames. */
const newRowsPerFrame = 4
/** Rows that the browser leaves out together while they are out of sight: looking at each of a thousand takes it longer than a frame has. */
const rowsPerGroup = 10

export interface RowList {
  readonly element: HTMLElement
  /** Shows these and no others, in their order. New ones may take some frames. */
  show(contents: ReadonlyMap<string, RowContent>): void
  row(key: string): Row | undefined
  /** Whether all that is to be shown is there. */
  isWhole(): boolean
}

export interface RowListEvents {
  /** A row is about to go. */
  onRemove(key: string, row: Row): void
  /** All is there that took more than one frame. */
  onWhole(): void
}

/** A long list whose rows stay where they are while others come and go, so that focus and screen readers do, too. */
export function createRowList({ onRemove, onWhole }: RowListEvents): RowList {
  const element = el('div', { className: 'rows', attributes: { role: 'list' } })
  const rows = new Map<string, Row>()
  let wanted: ReadonlyMap<string, RowContent> = new Map()
  let nextFrame: number | undefined

  function removeOthers(): void {
    for (const [key, row] of rows) {
      if (wanted.has(key)) continue
      onRemove(key, row)
      rows.delete(key)
      const group = row.element.parentElement
      row.element.remove()
      if (!group?.firstElementChild) group?.remove()
    }
  }

  function createGroup(): HTMLElement {
    const group = el('div', { className: 'row-group', attributes: { role: 'none' } })
    element.append(group)
    return group
  }

  function insert(row: HTMLElement, before: Element | undefined): void {
    const from = row.parentElement
    const last = element.lastElementChild
    if (before) before.before(row)
    else if (last && last.childElementCount < rowsPerGroup) last.append(row)
    else createGroup().append(row)
    if (from && !from.firstElementChild) from.remove()
  }

  /** False when there is more to do in the next frame. */
  function draw(): boolean {
    let there = first(element)
    let room = newRowsPerFrame
    for (const [key, content] of wanted) {
      if (!rows.has(key) && room-- === 0) return false
      const row = rows.get(key) ?? createRow()
      rows.set(key, row)
      row.update(content)
      if (there === row.element) there = following(there)
      else insert(row.element, there)
    }
    return true
  }

  function drawOn(): void {
    if (!draw()) nextFrame ??= requestAnimationFrame(goOn)
  }

  function goOn(): void {
    nextFrame = undefined
    drawOn()
    if (nextFrame === undefined) onWhole()
  }

  return {
    element,
    show(contents) {
      wanted = contents
      removeOthers()
      drawOn()
    },
    row: (key) => rows.get(key),
    isWhole: () => nextFrame === undefined,
  }
}

function first(list: Element): Element | undefined {
  return list.firstElementChild?.firstElementChild ?? undefined
}

function following(row: Element): Element | undefined {
  return row.nextElementSibling ?? row.parentElement?.nextElementSibling?.firstElementChild ?? undefined
}
