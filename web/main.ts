import { createClient, type User } from '../client/api/client'
import { byId, el } from './dom'
import { openKeptUploads } from './kept-uploads'
import { speakTo } from './language'
import { sentenceFor } from './sentence'
import { createPageSession } from './session'
import { showShell } from './shell'
import { createTransfers, isUnderWay, type Transfers } from './transfers'
import { showAccount } from './views/account'
import { type Home, showHome } from './views/home'
import { showSettings } from './views/settings'
import { words } from './words'

const main = byId('main')
const session = createPageSession(() => void signedOut(words.account.ended, 'go on later'))
const client = createClient({ baseUrl: '', session, cookie: true })

/** Who is signed in, and what is on its way for them, whichever page is shown. */
let visit: { user: User; transfers: Transfers } | undefined
let home: Home | undefined
/** Of the page's address: shown once. */
let wanted = new URLSearchParams(location.search).get('job') ?? undefined

function leaveHome(): void {
  home?.dispose()
  home = undefined
}

/** Ends the visit and asks to sign in. What was on its way is given up, or kept in this browser for the next visit. */
async function signedOut(notice?: string, uploads: 'give up' | 'go on later' = 'give up'): Promise<void> {
  const left = visit
  visit = undefined
  leaveHome()
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)
  await left?.transfers.dispose(uploads)
  // Somebody else may have signed in meanwhile, and a second end of the same session says nothing new.
  if (visit === undefined) show(notice)
}

async function signOut({ everywhere }: { everywhere: boolean }): Promise<void> {
  await visit?.transfers.dispose('give up') // while there is still a token to do it with
  leaveHome()
  visit = undefined
  try {
    await client.logout({ everywhere })
  } catch (error) {
    reportError(error) // the tokens are gone from this page in any case
  }
  await signedOut()
}

function signedIn(user: User): void {
  const transfers = createTransfers(client, user.id, openKeptUploads(), {
    onChange: () => home?.update(),
    onHandedOver: (job) => home?.handOver(job),
    onLetGo: () => home?.refresh(),
  })
  visit = { user, transfers }
  show()
}

/** The page that the address and the session ask for, in the language that is spoken. */
function show(notice?: string): void {
  leaveHome()
  const page = location.hash === '#account' ? 'account' : 'library'
  showShell(visit ? { email: visit.user.email, page } : undefined, show)
  if (!visit) {
    showAccount(main, client, () => void start(), notice)
  } else if (page === 'account') {
    showSettings(main, client, visit.user.email, { onSignOut: signOut, onEnded: signedOut })
  } else {
    home = showHome(main, client, visit.transfers, wanted)
    wanted = undefined
  }
}

/** Goes on with the session there is, or asks to sign in. */
async function start(): Promise<void> {
  if (!session.read()) return show()
  showShell(undefined, show)
  main.replaceChildren(el('p', { className: 'waiting', attributes: { role: 'status' } }, words.loading))
  try {
    signedIn(await client.me())
  } catch (error) {
    if (!session.read()) return // the session has ended, and the sign-in is shown already
    const again = el('button', { className: 'button primary', type: 'button' }, words.tryAgain)
    again.onclick = () => void start()
    const sentence = el('p', { className: 'failure', attributes: { role: 'alert' } }, sentenceFor(error))
    main.replaceChildren(el('div', { className: 'card form narrow' }, sentence, again))
  }
}

addEventListener('hashchange', () => {
  if (!visit) return
  show()
  main.focus({ preventScroll: true })
  scrollTo(0, 0)
})
addEventListener('beforeunload', (event) => {
  if (visit?.transfers.list().some(isUnderWay)) event.preventDefault()
})

void speakTo().then(start)
