import type { Client, Job } from '../../client/api/client'
import type { Peaks } from '../bars'
import { el, setText } from '../dom'
import { formatDuration } from '../format'
import { icon } from '../icons'
import { sentenceFor } from '../sentence'
import { drawWaveform } from '../waveform'
import { words } from '../words'

export interface Player {
  readonly element: HTMLElement
  close(): void
}

type Chapter = NonNullable<NonNullable<Job['audio']>['chapters']>[number]

/** Seconds. */
const jump = 10
const step = 5
const speeds = [0.75, 1, 1.25, 1.5, 2]

/** Plays a job's audio in its row, over its waveform, with its chapters as marks. Begins at once. */
export function createPlayer(client: Client, job: Job, onClose: () => void): Player {
  const text = words.player
  const name = job.audio?.name ?? job.name
  const duration = job.audio?.duration ?? 0
  let chapters: readonly Chapter[] = []
  const gone = new AbortController()
  const { signal } = gone
  const audio = new Audio()
  let peaks: Peaks | undefined
  /** The address expires after some minutes. A new one is fetched once for each time it has played. */
  let mayRenew = false

  const toggle = el('button', { type: 'button', className: 'button lift round' }, icon('play'))
  const canvas = el('canvas', { attributes: { 'aria-hidden': 'true' } })
  const wave = el(
    'div',
    {
      className: 'wave',
      tabIndex: 0,
      attributes: {
        role: 'slider',
        'aria-label': text.position,
        'aria-valuemin': '0',
        'aria-valuemax': String(Math.round(duration)),
        'aria-description': text.keys,
      },
    },
    canvas,
  )
  const time = el('span', { className: 'player-time' })
  const chapter = el('span', { className: 'player-chapter' })
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const speed = el(
    'select',
    { attributes: { 'aria-label': text.speed } },
    ...speeds.map((value) => el('option', { value: String(value), selected: value === 1 }, `${value}×`)),
  )
  const back = jumpButton('back', text.back, () => seek(audio.currentTime - jump))
  const forward = jumpButton('forward', text.forward, () => seek(audio.currentTime + jump))
  const close = el(
    'button',
    { type: 'button', className: 'button bare', onclick: onClose, title: words.job.closePlayer },
    icon('close'),
  )
  close.setAttribute('aria-label', words.job.closePlayer)
  const contents = el('summary', {})
  const list = el('ol', { className: 'chapters' })
  const listed = el('details', { hidden: true }, contents, list)
  const element = el(
    'div',
    { className: 'player', attributes: { role: 'group', 'aria-label': text.label(name) } },
    el('div', { className: 'player-line' }, toggle, wave),
    el('div', { className: 'player-line' }, back, forward, time, chapter, speed, close),
    failure,
    listed,
  )

  function seek(seconds: number): void {
    audio.currentTime = Math.min(Math.max(0, seconds), Math.max(0, duration - 0.05))
    show()
  }

  async function play(): Promise<void> {
    setText(failure, '')
    try {
      await audio.play()
    } catch (error) {
      // Paused before it began, or not allowed without a press: the button is there.
      if (error instanceof DOMException && (error.name === 'AbortError' || error.name === 'NotAllowedError')) return
      if (!mayRenew) setText(failure, text.unplayable)
    }
  }

  async function load(): Promise<void> {
    const at = audio.currentTime
    const { url } = await client.audioUrl(job.id, { signal })
    audio.src = url
    audio.currentTime = at
    audio.playbackRate = Number(speed.value)
    await play()
  }

  async function loadPeaks(): Promise<void> {
    const { url } = await client.peaksUrl(job.id, 'overview', { signal })
    const response = await fetch(url, { signal })
    if (!response.ok) return
    peaks = (await response.json()) as Peaks
    show()
  }

  /** Marks on the waveform, and a list. A library's jobs come without them. */
  async function loadChapters(): Promise<void> {
    const { audio: whole } = await client.job(job.id, { signal })
    chapters = (whole?.chapters ?? []).map((chapter, index) => ({
      ...chapter,
      title: chapter.title || text.chapterNumber(index + 1),
    }))
    const marks = chapters.map(({ start }) => {
      const mark = el('span', { className: 'wave-mark' })
      mark.style.insetInlineStart = `${(100 * start) / duration}%`
      return mark
    })
    wave.append(...marks)
    contents.textContent = `${text.chapters} (${chapters.length})`
    list.append(...chapters.map((chapter) => el('li', {}, chapterButton(chapter, seek))))
    listed.hidden = chapters.length === 0
    show()
  }

  const togglePlay = () => void (audio.paused ? play() : audio.pause())
  let shownIcon = ''
  function show(): void {
    const { currentTime, paused } = audio
    const [at, all] = [formatDuration(currentTime), formatDuration(duration)]
    time.textContent = `${at} / ${all}`
    wave.setAttribute('aria-valuenow', String(Math.round(currentTime)))
    const now = chapters.findLast(({ start }) => start <= currentTime + 0.01)
    wave.setAttribute('aria-valuetext', [text.positionOf(at, all), ...(now ? [now.title] : [])].join(', '))
    chapter.textContent = now?.title ?? ''
    const wanted = paused ? 'play' : 'pause'
    if (wanted !== shownIcon) {
      shownIcon = wanted
      toggle.replaceChildren(icon(wanted))
      toggle.setAttribute('aria-label', paused ? text.play : text.pause)
    }
    drawWaveform(canvas, peaks, { from: 0, to: duration > 0 ? currentTime / duration : 0 })
  }

  toggle.onclick = togglePlay
  speed.onchange = () => {
    audio.playbackRate = Number(speed.value)
  }
  for (const type of ['timeupdate', 'play', 'pause', 'ended', 'seeked'] as const)
    audio.addEventListener(type, show, { signal })
  audio.addEventListener('playing', () => (mayRenew = true), { signal })
  audio.addEventListener(
    'error',
    () => {
      if (!mayRenew) return setText(failure, text.unplayable)
      mayRenew = false
      void load().catch(fail)
    },
    { signal },
  )
  wave.addEventListener('pointerdown', (event) => {
    wave.setPointerCapture(event.pointerId)
    seekTo(event)
  })
  wave.addEventListener('pointermove', (event) => wave.hasPointerCapture(event.pointerId) && seekTo(event))
  function seekTo({ clientX }: PointerEvent): void {
    const { left, width } = wave.getBoundingClientRect()
    seek((duration * (clientX - left)) / width)
  }
  element.addEventListener('keydown', (event) => {
    const isOnWave = event.target === wave
    const action = keys(event.key, isOnWave)
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    action()
  })
  function keys(key: string, isOnWave: boolean): (() => void) | undefined {
    if (key === 'Escape') return onClose
    if (!isOnWave) return undefined
    const chapterFrom = (offset: number) => {
      const index = chapters.findLastIndex(({ start }) => start <= audio.currentTime + 0.01)
      return chapters[Math.max(0, index + offset)]?.start ?? audio.currentTime
    }
    return {
      ' ': togglePlay,
      ArrowLeft: () => seek(audio.currentTime - step),
      ArrowDown: () => seek(audio.currentTime - step),
      ArrowRight: () => seek(audio.currentTime + step),
      ArrowUp: () => seek(audio.currentTime + step),
      PageUp: () => seek(chapterFrom(-1)),
      PageDown: () => seek(chapterFrom(1)),
      Home: () => seek(0),
      End: () => seek(duration),
    }[key]
  }

  const fail = (error: unknown) => {
    if (!signal.aborted) setText(failure, sentenceFor(error))
  }
  const resized = new ResizeObserver(show)
  resized.observe(canvas)
  const release = takeMediaKeys(name, audio, play, seek, onClose)
  show()
  void load().catch(fail)
  void loadPeaks().catch(() => {}) // a flat line will do
  void loadChapters().catch(() => {}) // they are a help, no more
  queueMicrotask(() => wave.focus({ preventScroll: true }))

  return {
    element,
    close() {
      gone.abort()
      resized.disconnect()
      audio.pause()
      audio.removeAttribute('src')
      release()
    },
  }
}

function jumpButton(name: 'back' | 'forward', label: string, onclick: () => void): HTMLButtonElement {
  const attributes = { 'aria-label': label }
  return el('button', { type: 'button', className: 'button bare', title: label, onclick, attributes }, icon(name))
}

function chapterButton({ start, title }: Chapter, seek: (seconds: number) => void): HTMLButtonElement {
  return el('button', { type: 'button', onclick: () => seek(start) }, el('span', {}, title), formatDuration(start))
}

/** The keys of keyboards and headphones. @returns what lets go of them */
function takeMediaKeys(
  title: string,
  audio: HTMLAudioElement,
  play: () => Promise<void>,
  seek: (seconds: number) => void,
  close: () => void,
): () => void {
  if (!('mediaSession' in navigator)) return () => {}
  const session = navigator.mediaSession
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => void play()],
    ['pause', () => audio.pause()],
    ['stop', close],
    ['seekbackward', ({ seekOffset }) => seek(audio.currentTime - (seekOffset ?? jump))],
    ['seekforward', ({ seekOffset }) => seek(audio.currentTime + (seekOffset ?? jump))],
    ['seekto', ({ seekTime }) => seek(seekTime ?? audio.currentTime)],
  ]
  session.metadata = new MediaMetadata({ title, artist: 'Audiolift' })
  for (const [action, handler] of handlers) session.setActionHandler(action, handler)
  return () => {
    session.metadata = null
    for (const [action] of handlers) session.setActionHandler(action, null)
  }
}
