import { type MeasuredSound, measurePeaksLazily } from '../../client/smart/peaks-lazily'
import { el, setText } from '../dom'
import { formatMoment } from '../format'
import { icon } from '../icons'
import { type Edge, edgesOf, movedByKey, nearerEdge, type Part, withEdge } from '../part'
import { drawWaveform } from '../waveform'
import { words } from '../words'
import { createListening } from './listening'

/** What is to be trimmed: a file, and the language of the sound that is wanted of it. */
export interface Recording {
  readonly file: File
  readonly language: string
}

export interface Trim {
  readonly element: HTMLElement
  /** Looks at a recording, and shows itself when it can be seen; with none it stops looking, and is quiet. */
  look(recording: Recording | undefined): void
  /** Moves the handles there. */
  set(part: Part): void
}

/**
 * The waveform of a recording with a handle at each end of the part that is wanted. A browser that cannot decode the sound shows nothing.
 * `onChange` tells where the handles are moved to, `isDone` that they are let go of.
 */
export function createTrim(onChange: (part: Part, isDone: boolean) => void): Trim {
  const text = words.trim
  let part: Part = {}
  let sound: MeasuredSound | undefined
  let looking: { readonly recording: Recording; readonly stop: AbortController } | undefined
  /** Complete measurements, so that they are not repeated. */
  let known: { readonly recording: Recording; readonly sound: MeasuredSound | undefined } | undefined
  let held: Edge | undefined

  const canvas = el('canvas', { attributes: { 'aria-hidden': 'true' } })
  const place = el('span', { className: 'trim-place', hidden: true })
  const handles = { start: createHandle('start', text.start), end: createHandle('end', text.end) }
  const wave = el('div', { className: 'trim-wave' }, canvas, place, handles.start, handles.end)
  const toggle = el('button', { type: 'button', className: 'button lift round' })
  const failure = el('p', { className: 'hint', hidden: true, attributes: { role: 'status' } })
  const listening = createListening(showPlace, () => {
    toggle.hidden = true
    setText(failure, text.unplayable)
  })
  const element = el(
    'div',
    { className: 'trim', hidden: true, attributes: { role: 'group', 'aria-label': text.label } },
    toggle,
    wave,
    failure,
  )

  function createHandle(edge: Edge, label: string): HTMLElement {
    const handle = el('div', {
      className: `trim-handle ${edge}`,
      tabIndex: 0,
      attributes: { role: 'slider', 'aria-label': label, 'aria-description': text.keys },
    })
    handle.onkeydown = (event) => {
      if (!sound || event.ctrlKey || event.metaKey || event.altKey) return
      const { duration } = sound.peaks
      const to = movedByKey(event.key, event.shiftKey, edgesOf(part, duration)[edge], duration)
      if (to === undefined && event.key !== ' ') return
      event.preventDefault()
      if (to === undefined) hear()
      else move(edge, to, true)
    }
    return handle
  }

  function move(edge: Edge, seconds: number, isDone: boolean): void {
    if (!sound) return
    listening.pause()
    part = withEdge(part, edge, seconds, sound.peaks.duration)
    show()
    onChange(part, isDone)
  }

  function hear(): void {
    if (sound && !toggle.hidden) listening.toggle(edgesOf(part, sound.peaks.duration))
  }

  function show(): void {
    element.hidden = sound === undefined
    if (!sound) return
    const { duration } = sound.peaks
    const edges = edgesOf(part, duration)
    const said = (seconds: number) => formatMoment(Math.round(seconds * 10) / 10)
    const limits = { start: [0, edges.end], end: [edges.start, duration] } as const
    for (const edge of ['start', 'end'] as const) {
      const handle = handles[edge]
      const [least, most] = limits[edge]
      handle.style.insetInlineStart = `${(100 * edges[edge]) / duration}%`
      handle.setAttribute('aria-valuemin', least.toFixed(1))
      handle.setAttribute('aria-valuemax', most.toFixed(1))
      handle.setAttribute('aria-valuenow', edges[edge].toFixed(1))
      handle.setAttribute('aria-valuetext', text.of(said(edges[edge]), said(duration)))
    }
    drawWaveform(canvas, sound.peaks, { from: edges.start / duration, to: edges.end / duration })
  }

  /** Where it is heard, in seconds; undefined while it is not. */
  function showPlace(at: number | undefined): void {
    place.hidden = at === undefined
    if (at !== undefined && sound) place.style.insetInlineStart = `${(100 * at) / sound.peaks.duration}%`
    const isHeard = at !== undefined
    toggle.replaceChildren(icon(isHeard ? 'pause' : 'play'))
    toggle.setAttribute('aria-label', isHeard ? text.pause : text.hear)
  }

  toggle.onclick = hear
  wave.addEventListener('pointerdown', (event) => {
    if (!sound || event.button !== 0) return
    event.preventDefault() // no text is selected
    const at = secondsAt(event)
    held = nearerEdge(part, at, sound.peaks.duration)
    handles[held].focus({ preventScroll: true })
    wave.setPointerCapture(event.pointerId)
    move(held, at, false)
  })
  wave.addEventListener('pointermove', (event) => held && move(held, secondsAt(event), false))
  for (const type of ['pointerup', 'pointercancel'] as const)
    wave.addEventListener(type, () => {
      if (held) onChange(part, true)
      held = undefined
    })
  function secondsAt({ clientX }: PointerEvent): number {
    const { left, width } = wave.getBoundingClientRect()
    return ((sound?.peaks.duration ?? 0) * (clientX - left)) / width
  }
  new ResizeObserver(show).observe(canvas)
  showPlace(undefined)

  async function measure(recording: Recording, { signal }: AbortController): Promise<void> {
    const language = recording.language === '' ? undefined : recording.language
    const measured = await measurePeaksLazily(recording.file, language, { signal, onProgress: take })
    signal.throwIfAborted()
    known = { recording, sound: measured }
    take(measured)
    element.classList.remove('measuring')
  }

  function take(next: MeasuredSound | undefined): void {
    if (next && !sound && looking) {
      listening.open(looking.recording.file)
      // A browser plays the first sound of a file: another one cannot be heard.
      toggle.hidden = !next.isFirst
      setText(failure, '')
    }
    sound = next
    show()
  }

  return {
    element,
    look(recording) {
      if (recording && looking && isSame(recording, looking.recording)) return
      looking?.stop.abort()
      listening.close()
      sound = undefined
      looking = recording && { recording, stop: new AbortController() }
      const isKnown = looking && known && isSame(looking.recording, known.recording)
      element.classList.toggle('measuring', looking !== undefined && !isKnown)
      if (isKnown) take(known?.sound)
      else if (looking) void measure(looking.recording, looking.stop).catch(() => {}) // stopped
      show()
    },
    set(next) {
      part = next
      show()
    },
  }
}

function isSame(one: Recording, other: Recording): boolean {
  return one.file === other.file && one.language === other.language
}
