import { createClient, type User } from '../client/api/client'
import { byId, el } from './dom'
import { openKeptUploads } from './kept-uploads'
import { speakTo } from './language'
import { type Draft, remembered } from './remembered'
import { sentenceFor } from './sentence'
import { createPageSession } from './session'
import { showShell } from './shell'
import { isUnderWay } from './transfer'
import { createTransfers, type Transfers } from './transfers'
import { showAccount } from './views/account'
import { type Home, showHome } from './views/home'
import { showSettings } from './views/settings'
import { words } from './words'

const main = byId('main')
const session = createPageSession(interrupt)
const client = createClient({ baseUrl: '', session, cookie: true })

/** Somebody who is signed in, and what is on its way for them, whichever page is shown. */
interface Visit {
  readonly user: User
  readonly transfers: Transfers
  readonly draft: Draft
}
let visit: Visit | undefined
/** A visit whose session has ended: resumed when the same person signs in again. */
let interrupted: Visit | undefined
let home: Home | undefined
/** Of the page's address: shown once. */
let wanted = new URLSearchParams(location.search).get('job') ?? undefined

function leaveHome(): void {
  home?.dispose()
  home = undefined
}

/** The session has ended: asks to sign in, and keeps the transfers in progress. */
function interrupt(): void {
  visit?.transfers.hold()
  interrupted = visit ?? interrupted
  signedOut(words.account.ended)
}

/** Asks to sign in. */
function signedOut(notice?: string): void {
  visit = undefined
  leaveHome()
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)
  show(notice)
}

async function signOut({ everywhere }: { readonly everywhere: boolean }): Promise<void> {
  await visit?.transfers.dispose('give up') // while there is still a token to do it with
  leaveHome()
  visit = undefined
  try {
    await client.logout({ everywhere })
  } catch (error) {
    reportError(error) // the tokens are gone from this page in any case
  }
  signedOut()
}

async function signedIn(user: User): Promise<void> {
  const earlier = interrupted
  interrupted = undefined
  if (earlier?.user.id === user.id) visit = earlier
  else {
    await earlier?.transfers.dispose('go on later') // it is kept in this browser, for its owner
    visit = { user, transfers: transfersOf(user), draft: { choices: remembered() } }
  }
  show()
  visit.transfers.goOn()
}

function transfersOf({ id }: User): Transfers {
  return createTransfers(client, id, openKeptUploads(), {
    onChange: () => home?.update(),
    onHandedOver: (job) => home?.handOver(job),
    onLetGo: () => home?.refresh(),
  })
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
    home = showHome(main, client, visit, wanted)
    wanted = undefined
  }
}

/** Resumes the session, or asks to sign in. */
async function start(): Promise<void> {
  if (!session.read()) return show()
  const user = session.user()
  if (user) return signedIn(user)
  showShell(undefined, show)
  main.replaceChildren(el('p', { className: 'waiting', attributes: { role: 'status' } }, words.loading))
  try {
    const user = await client.me()
    session.belongsTo(user)
    await signedIn(user)
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
  if ((visit ?? interrupted)?.transfers.list().some(isUnderWay)) event.preventDefault()
})

void speakTo().then(start)
