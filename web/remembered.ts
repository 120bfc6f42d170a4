import { formatNames } from '../options/formats'
import { type Choices, usual } from './choices'

/** What is chosen for the next recordings, for as long as somebody is signed in, whichever page is shown meanwhile. */
export type Draft = Record<'choices', Choices>

const key = 'audiolift.choices'

/** The last choices, except those that belong to one recording: its times and its title. */
export function remembered(): Choices {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Choices>
    return readable({ ...usual, ...kept })
  } catch {
    return { ...usual } // not written by this page
  }
}

export function remember({ start: _start, end: _end, title: _title, ...choices }: Choices): void {
  localStorage.setItem(key, JSON.stringify(choices))
}

/** An older version of this page may have written something else. */
function readable(choices: Choices): Choices {
  const isKnown = formatNames.includes(choices.format) && typeof choices.language === 'string'
  return isKnown ? choices : { ...usual }
}
