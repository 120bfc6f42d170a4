/** Milliseconds between two looks; none while the page is in the background. */
const refreshEvery = 2000

const status = document.getElementById('status')
const panes = document.getElementById('panes')
const list = document.getElementById('list')
const pane = document.getElementById('mail')

let mails = []
let chosen = ''

/** An element with text and children; text is set as text, so a mail's words are never read as markup. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

async function refresh() {
  try {
    const response = await fetch('/inbox/messages')
    if (!response.ok) throw new Error((await response.json()).detail)
    show((await response.json()).messages)
  } catch {
    status.textContent = 'The local cloud does not answer. Mails appear again when it runs.'
    panes.hidden = true
    mails = []
  }
}

function show(latest) {
  const isSame = latest.length === mails.length && latest[0]?.id === mails[0]?.id
  status.textContent = latest.length > 0 ? '' : 'No mail yet. Sign up, and the confirmation code arrives here.'
  panes.hidden = latest.length === 0
  document.title = latest.length > 0 ? `(${latest.length}) Inbox · Audiolift` : 'Inbox · Audiolift'
  if (isSame) return
  const wasNewest = chosen === '' || chosen === mails[0]?.id
  mails = latest
  if (wasNewest || !mails.some(({ id }) => id === chosen)) choose(mails[0]?.id ?? '')
  else renderList()
}

function choose(id) {
  chosen = id
  renderList()
  const mail = mails.find((each) => each.id === id)
  if (mail) renderMail(mail)
}

/** The list is rebuilt, so the keyboard focus is restored. */
function renderList() {
  const focused = document.activeElement?.dataset?.mail
  list.replaceChildren(...mails.map(row))
  if (focused) list.querySelector(`[data-mail="${CSS.escape(focused)}"]`)?.focus()
}

function row(mail) {
  const facts = element('span', { class: 'facts' }, element('span', {}, `to ${mail.to.join(', ')}`), when(mail.sentAt))
  const subject = element('span', { class: 'subject' }, mail.subject || '(no subject)')
  const button = element('button', { type: 'button', 'data-mail': mail.id }, subject, facts)
  button.setAttribute('aria-current', String(mail.id === chosen))
  button.addEventListener('click', () => choose(mail.id))
  return element('li', {}, button)
}

function when(iso) {
  const date = new Date(iso)
  const isToday = date.toDateString() === new Date().toDateString()
  const words = isToday ? date.toLocaleTimeString() : date.toLocaleString()
  return element('time', { datetime: iso }, words)
}

function renderMail(mail) {
  const people = element('span', {}, `from ${mail.from} to ${mail.to.join(', ')}`)
  pane.replaceChildren(
    element('h2', {}, mail.subject || '(no subject)'),
    element('p', { class: 'facts' }, people, when(mail.sentAt)),
  )
  if (isMarkup(mail.html)) {
    pane.append(frame(mail.html))
    if (mail.text) pane.append(element('details', {}, element('summary', {}, 'As plain text'), words(mail.text)))
  } else pane.append(words(mail.text || mail.html || '(empty)'))
}

/** Cognito's mails give the same plain words in both places. */
function isMarkup(html) {
  return /<[a-z!][^>]*>/i.test(html)
}

/** Plain text, its addresses made links. */
function words(text) {
  const parts = text.split(/(https?:\/\/[^\s<>"')\]]+)/)
  const nodes = parts.map((part, n) =>
    n % 2 === 1 ? element('a', { href: part, target: '_blank', rel: 'noopener' }, part) : part,
  )
  return element('pre', {}, ...nodes)
}

/**
 * The mail's own markup in a frame that runs no script. It counts as this page's origin only so that its height can be
 * read; links open outside.
 */
function frame(html) {
  const made = element('iframe', {
    title: 'The mail',
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    srcdoc: `<base target="_blank">${html}`,
  })
  made.addEventListener('load', () => {
    made.style.height = '0'
    made.style.height = `${made.contentDocument.documentElement.scrollHeight}px`
  })
  return made
}

refresh()
setInterval(() => document.hidden || refresh(), refreshEvery)
document.addEventListener('visibilitychange', () => document.hidden || refresh())
