import type { ConversionOptions } from '../../client/api/client'
import { el } from '../dom'
import { words } from '../words'

/** ISO 639: what films are dubbed into most. */
const codes = 'ara zho nld eng fra deu hin ita jpn kor pol por rus spa tur ukr'.split(' ')

/** Which of a film's sounds is wanted, for those that have several. */
export function createLanguageChoice(): { element: HTMLElement; chosen(): ConversionOptions } {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const languages = codes.map((code) => ({ code, name: names.of(code) ?? code }))
  languages.sort((a, b) => a.name.localeCompare(b.name))
  const select = el(
    'select',
    {},
    el('option', { value: '' }, words.drop.anyLanguage),
    ...languages.map(({ code, name }) => el('option', { value: code }, name)),
  )
  return {
    element: el('label', { className: 'choice' }, words.drop.language, select),
    chosen: () => (select.value === '' ? {} : { language: select.value }),
  }
}
