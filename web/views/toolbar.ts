import { el } from '../dom'
import { icon } from '../icons'
import { everything, type JobFilter } from '../job-feed'
import { words } from '../words'

const filters = {
  all: [],
  moving: ['reserved', 'uploaded', 'converting'],
  done: ['done'],
  failed: ['failed'],
} as const satisfies Record<string, JobFilter['states']>
const filterNames = ['all', 'moving', 'done', 'failed'] as const

/** How long a person pauses when the word is written. Milliseconds. */
const settle = 250

export interface Toolbar {
  readonly element: HTMLElement
  filter(): JobFilter
  reset(): void
}

/** Filters the library by name and by state. */
export function createToolbar(onChange: (filter: JobFilter) => void): Toolbar {
  const text = words.jobs
  let state: (typeof filterNames)[number] = 'all'
  let timer: ReturnType<typeof setTimeout> | undefined
  const input = el('input', {
    type: 'search',
    placeholder: text.search,
    autocomplete: 'off',
    spellcheck: false,
    attributes: { 'aria-label': text.search },
  })
  const radios = filterNames.map((name) => {
    const radio = el('input', { type: 'radio', name: 'state', value: name, checked: name === 'all' })
    radio.onchange = () => {
      state = name
      tell()
    }
    return { name, radio, label: el('label', { className: 'chip' }, radio, el('span', {}, text.filters[name])) }
  })

  function filter(): JobFilter {
    const search = input.value.trim()
    return state === 'all' && search === '' ? everything : { states: filters[state], search }
  }
  function tell(): void {
    clearTimeout(timer)
    onChange(filter())
  }
  input.oninput = () => {
    clearTimeout(timer)
    timer = setTimeout(tell, settle)
  }

  return {
    element: el(
      'div',
      { className: 'toolbar', attributes: { role: 'search' } },
      el('div', { className: 'search' }, icon('search'), input),
      el(
        'fieldset',
        { className: 'chips' },
        el('legend', { className: 'visually-hidden' }, text.filter),
        ...radios.map(({ label }) => label),
      ),
    ),
    filter,
    reset() {
      input.value = ''
      state = 'all'
      for (const { name, radio } of radios) radio.checked = name === 'all'
      tell()
    },
  }
}
