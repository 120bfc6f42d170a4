import type { ConversionOptions } from '../../client/api/client'
import { formatNames, formats } from '../../options/formats'
import { bitrates, type Choices, holdsCover, isEncoded, optionsOf, summaryOf, usual } from '../choices'
import { el, setText } from '../dom'
import { formatMoment, parseDuration } from '../format'
import { type Draft, remember } from '../remembered'
import { language, words } from '../words'
import { createTrim } from './trim'

export interface OptionsForm {
  readonly element: HTMLElement
  /** What is chosen, and remembered from now on. Undefined when something cannot be understood; it is shown then. */
  take(): ConversionOptions | undefined
  /** The only recording that this is about, whose part can be chosen on its waveform; none where there are several. */
  show(recording: File | undefined): void
  /** Forgets what belongs to one recording alone, for the next one: its times and its title. */
  next(): void
}

/** ISO 639 codes of the languages that films come in most; the person may know of another, and choose by track then. */
const spoken = [
  'de',
  'en',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'da',
  'cs',
  'tr',
  'uk',
  'ru',
  'ar',
  'hi',
  'zh',
  'ja',
  'ko',
]

let forms = 0

/** What is to become of the files: a line that says it, and behind it all there is to choose. */
export function createOptions(draft: Draft, onChange: (options: ConversionOptions) => void): OptionsForm {
  const text = words.options
  const id = `options-${++forms}`
  const line = el('span', { className: 'options-line' })

  const select = <K extends 'format' | 'quality' | 'language' | 'loudness' | 'cover' | 'chapters'>(
    name: K,
    label: string,
    values: readonly (readonly [string, string])[],
  ) => {
    const control = el(
      'select',
      { id: `${id}-${name}` },
      ...values.map(([value, shown]) => el('option', { value }, shown)),
    )
    control.onchange = () => set({ [name]: control.value } as Partial<Choices>)
    const hint = el('p', { className: 'hint', id: `${id}-${name}-hint`, hidden: true })
    control.setAttribute('aria-describedby', hint.id)
    const field = el('div', { className: 'field' }, el('label', { htmlFor: control.id }, label), control, hint)
    return { control, field, hint }
  }
  const input = (name: string, label: string, hint: string, onInput: (value: string) => void) => {
    const said = el('p', { className: 'hint', id: `${id}-${name}-hint` }, hint)
    const control = el('input', {
      id: `${id}-${name}`,
      type: 'text',
      autocomplete: 'off' as const,
      oninput: () => onInput(control.value.trim()),
      attributes: { 'aria-describedby': said.id },
    })
    const field = el('div', { className: 'field' }, el('label', { htmlFor: control.id }, label), control, said)
    const complain = (message: string) => {
      said.textContent = message || hint
      said.classList.toggle('complaint', message !== '')
      control.setAttribute('aria-invalid', String(message !== ''))
    }
    return { control, field, complain }
  }

  const names = new Intl.DisplayNames([language()], { type: 'language' })
  const tongues = spoken
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort(([, one], [, other]) => one.localeCompare(other, language()))
  const format = select(
    'format',
    text.format,
    formatNames.map((name) => [name, text.formats[name]] as const),
  )
  const quality = select('quality', text.quality, [])
  const tongue = select('language', text.language, [['', text.anyLanguage], ...tongues])
  const loudness = select('loudness', text.loudness, [
    ['', text.loudnessAsIs],
    ['-16', text.loudnessPodcast],
    ['-14', text.loudnessMusic],
    ['-23', text.loudnessBroadcast],
  ])
  const cover = select('cover', text.cover, [
    ['source', text.coverSource],
    ['frame', text.coverFrame],
    ['none', text.coverNone],
  ])
  const chapters = select('chapters', text.chapters, [
    ['keep', text.chaptersKeep],
    ['split', text.chaptersSplit],
    ['none', text.chaptersNone],
  ])
  const silence = el('input', { type: 'checkbox', id: `${id}-silence` })
  silence.onchange = () => set({ trimSilence: silence.checked })
  const silenceField = el(
    'div',
    { className: 'check' },
    silence,
    el('label', { htmlFor: silence.id }, text.trimSilence),
  )
  const time = (name: 'start' | 'end', label: string, hint: string) => {
    const made = input(name, label, hint, (value) => {
      const seconds = value === '' ? undefined : parseDuration(value)
      made.complain(value !== '' && seconds === undefined ? text.badTime : '')
      set({ [name]: seconds })
    })
    showTime(made.control, draft.choices[name])
    return made
  }
  const start = time('start', text.from, text.fromHint)
  const end = time('end', text.to, text.toHint)
  let recording: File | undefined
  const trim = createTrim((part, isDone) => {
    for (const [field, seconds] of [
      [start, part.start],
      [end, part.end],
    ] as const) {
      showTime(field.control, seconds)
      field.complain('')
    }
    // What has to be sent does not depend on it, but is looked at with every change.
    if (isDone) set({ start: part.start, end: part.end })
  })
  const tags = (['title', 'artist', 'album'] as const).map((name) => {
    const label = { title: text.titleTag, artist: text.artist, album: text.album }[name]
    return { name, ...input(name, label, text.tagsHint, (value) => set({ [name]: value })) }
  })

  function clearTimes(): void {
    for (const { control, complain } of [start, end]) {
      control.value = ''
      complain('')
    }
  }

  const reset = el('button', { type: 'button', className: 'link' }, text.reset)
  reset.onclick = () => {
    clearTimes()
    draft.choices = { ...usual }
    show()
    remember(draft.choices)
  }

  function set(change: Partial<Choices>): void {
    draft.choices = { ...draft.choices, ...change }
    show()
  }

  /** The controls as the choices are; what the format has no room for is not shown. */
  function show(): void {
    const { choices } = draft
    const { format: chosen } = choices
    const rates = bitrates[chosen].map((rate) => [String(rate), text.kbps(rate)] as const)
    const qualities = [
      ['', text.usual] as const,
      ...rates,
      ...(formats[chosen].vbr ? [['vbr', text.vbr] as const] : []),
    ]
    if (!qualities.some(([value]) => value === choices.quality)) draft.choices = { ...choices, quality: '' }
    quality.control.replaceChildren(...qualities.map(([value, shown]) => el('option', { value }, shown)))
    format.control.value = chosen
    quality.control.value = draft.choices.quality
    tongue.control.value = choices.language
    loudness.control.value = choices.loudness
    cover.control.value = choices.cover
    chapters.control.value = choices.chapters
    silence.checked = choices.trimSilence
    for (const { name, control } of tags) if (control.value.trim() !== choices[name]) control.value = choices[name]
    quality.field.hidden = rates.length === 0
    for (const field of [start.field, end.field, loudness.field, silenceField]) field.hidden = !isEncoded(chosen)
    cover.field.hidden = !holdsCover(chosen)
    trim.set(choices)
    look()
    setText(cover.hint, choices.cover === 'frame' ? text.coverCosts : '')
    line.textContent = summaryOf(choices)
    onChange(optionsOf(choices))
  }

  /** A waveform takes some work: it is made when it can be seen. */
  function look(): void {
    const { choices } = draft
    const isSeen = recording !== undefined && element.open && isEncoded(choices.format)
    trim.look(isSeen && recording ? { file: recording, language: choices.language } : undefined)
  }

  /** The first time that cannot be read, or an end that is not after the start. */
  function wrongTime(): HTMLInputElement | undefined {
    const { choices } = draft
    if (!isEncoded(choices.format)) return undefined
    const unread = [start, end].find(({ control }) => control.getAttribute('aria-invalid') === 'true')
    if (unread) return unread.control
    if (choices.start === undefined || choices.end === undefined || choices.end > choices.start) return undefined
    end.complain(text.badRange)
    return end.control
  }

  const element = el(
    'details',
    { className: 'options' },
    el('summary', {}, el('span', { className: 'options-title' }, text.title), line),
    el(
      'div',
      { className: 'options-body' },
      el('div', { className: 'fields' }, format.field, quality.field, tongue.field, loudness.field),
      trim.element,
      el('div', { className: 'fields' }, start.field, end.field, cover.field, chapters.field),
      el('div', { className: 'fields' }, ...tags.map(({ field }) => field)),
      silenceField,
      el('p', { className: 'hint options-end' }, `${text.remembered} `, reset),
    ),
  )
  element.ontoggle = look
  show()

  return {
    element,
    show(next) {
      recording = next
      look()
    },
    next() {
      clearTimes()
      set({ start: undefined, end: undefined, title: '' })
    },
    take() {
      const wrong = wrongTime()
      if (wrong) {
        element.open = true
        wrong.focus()
        return undefined
      }
      remember(draft.choices)
      return optionsOf(draft.choices)
    },
  }
}

function showTime(control: HTMLInputElement, seconds: number | undefined): void {
  control.value = seconds === undefined ? '' : formatMoment(seconds)
}
