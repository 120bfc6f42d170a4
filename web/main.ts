import { createClient } from '../client/api/client'
import { byId, el } from './dom'
import { sentenceFor } from './sentence'
import { createPageSession } from './session'
import { showAccount } from './views/account'
import { type Home, showHome } from './views/home'
import { words } from './words'

const main = byId('main')
const account = byId('account')
const session = createPageSession(() => void showSignedOut(words.account.ended))
const client = createClient({ baseUrl: '', session, cookie: true })
let home: Home | undefined

async function showSignedOut(notice?: string): Promise<void> {
  account.replaceChildren()
  showAccount(main, client, () => void start(), notice)
  await leaveHome()
}

async function leaveHome(): Promise<void> {
  const left = home
  home = undefined
  await left?.dispose()
}

async function signOut(): Promise<void> {
  await leaveHome() // uploads are given up while there is still a token to do it with
  try {
    await client.logout()
  } catch (error) {
    reportError(error) // the tokens are gone from this page in any case
  }
  await showSignedOut()
}

function showSignedIn(email: string): void {
  account.replaceChildren(
    el('span', { className: 'email', title: words.account.signedInAs(email) }, email),
    el('button', { className: 'button', type: 'button', onclick: () => void signOut() }, words.account.signOut),
  )
  home = showHome(main, client, new URLSearchParams(location.search).get('job') ?? undefined)
}

/** Goes on with the session there is, or asks to sign in. */
async function start(): Promise<void> {
  if (!session.read()) return showSignedOut()
  main.replaceChildren(el('p', { className: 'empty', attributes: { role: 'status' } }, words.loading))
  try {
    showSignedIn((await client.me()).email)
  } catch (error) {
    if (!session.read()) return // the session has ended, and the sign-in is shown already
    main.replaceChildren(
      el(
        'div',
        { className: 'card form' },
        el('p', { className: 'failure', attributes: { role: 'alert' } }, sentenceFor(error)),
        el('button', { className: 'button primary', type: 'button', onclick: () => void start() }, words.tryAgain),
      ),
    )
  }
}

void start()
