import { byId, el } from './dom'
import { speakTo } from './language'
import { type Language, language, languages, words } from './words'

/** The frame of every page: navigation, account and language. `onSpoken` is called when the language was changed. */
export function showShell(
  who: { readonly email: string; readonly page: 'library' | 'account' } | undefined,
  onSpoken: () => void,
): void {
  const { nav } = words
  const skip = byId('skip')
  skip.textContent = words.skip
  skip.onclick = (event) => {
    event.preventDefault() // the address says which page is shown
    byId('main').focus()
  }
  byId('nav').setAttribute('aria-label', nav.label)
  byId('nav').hidden = !who
  byId('nav').replaceChildren(
    ...(who
      ? [link('#', nav.library, who.page === 'library'), link('#account', nav.account, who.page === 'account')]
      : []),
  )
  byId('account').replaceChildren(
    ...(who ? [el('span', { className: 'email', title: words.account.signedInAs(who.email) }, who.email)] : []),
  )
  const codes = Object.keys(languages) as Language[]
  byId('foot').replaceChildren(
    el(
      'div',
      { className: 'languages', attributes: { role: 'group', 'aria-label': words.language } },
      ...codes.map((code) => {
        const isSpoken = code === language()
        const button = el('button', { type: 'button', className: 'link', lang: code }, languages[code])
        button.setAttribute('aria-pressed', String(isSpoken))
        button.onclick = async () => {
          await speakTo(code)
          onSpoken()
          byId('foot').querySelector<HTMLElement>(`[lang=${code}]`)?.focus()
        }
        return button
      }),
    ),
  )
}

function link(href: string, text: string, isHere: boolean): HTMLElement {
  return el('a', { href, ...(isHere ? { ariaCurrent: 'page' } : {}) }, text)
}
