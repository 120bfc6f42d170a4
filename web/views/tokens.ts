import type { Client, ProgramToken } from '../../client/api/client'
import { longestTokenName } from '../../protocol/limits'
import { announce, el, setText } from '../dom'
import { formatTime } from '../format'
import { sentenceFor } from '../sentence'
import { words } from '../words'
import { section } from './section'

const scopes = ['jobs:read', 'uploads:write', 'jobs:write'] as const
const lifetimes = [30, 90, 365]

/** The tokens for programs: a list, and a form for a new one, whose secret is shown once. */
export function createTokens(client: Client): HTMLElement {
  const text = words.settings
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const list = el('ul', { className: 'plain' })
  const issued = el('div', { className: 'issued', hidden: true })
  const name = el('input', {
    id: 'token-name',
    type: 'text',
    required: true,
    maxLength: longestTokenName,
    autocomplete: 'off',
  })
  const days = el(
    'select',
    { id: 'token-days' },
    ...lifetimes.map((count) => el('option', { value: String(count), selected: count === 90 }, text.days(count))),
  )
  const may = scopes.map((scope) => {
    const box = el('input', { type: 'checkbox', id: `scope-${scope}`, checked: scope !== 'jobs:write' })
    return {
      scope,
      box,
      field: el('div', { className: 'check' }, box, el('label', { htmlFor: box.id }, text.scopes[scope])),
    }
  })
  const make = el('button', { type: 'submit', className: 'button' }, text.makeToken)

  async function attempt(step: () => Promise<void>): Promise<void> {
    setText(failure, '')
    try {
      await step()
    } catch (error) {
      setText(failure, sentenceFor(error))
    }
  }

  async function load(): Promise<void> {
    const tokens = await client.tokens()
    list.replaceChildren(
      ...(tokens.length === 0 ? [el('li', { className: 'hint' }, text.noTokens)] : tokens.map(rowOf)),
    )
  }

  function rowOf(token: ProgramToken): HTMLElement {
    const { id, name: itsName, expiresAt, lastUsedAt } = token
    const used = lastUsedAt === undefined ? text.tokenUnused : text.tokenUsed(formatTime(lastUsedAt))
    const revoke = el('button', { type: 'button', className: 'button' }, text.revoke)
    revoke.setAttribute('aria-label', words.job.action(text.revoke, itsName))
    revoke.onclick = () =>
      void attempt(async () => {
        await client.revokeToken(id)
        announce(text.revoked(itsName))
        name.focus()
        await load()
      })
    return el(
      'li',
      {},
      el(
        'span',
        { className: 'plain-name' },
        itsName,
        el('span', { className: 'hint' }, `${text.tokenUntil(formatTime(expiresAt))} · ${used}`),
      ),
      revoke,
    )
  }

  /** The only time that it is seen. */
  function show(secret: string): void {
    const field = el('input', {
      type: 'text',
      readOnly: true,
      value: secret,
      attributes: { 'aria-label': text.tokens },
    })
    const copy = el('button', { type: 'button', className: 'button primary' }, text.copy)
    copy.onclick = async () => {
      field.select()
      await navigator.clipboard.writeText(secret).catch(() => {}) // it is selected: Ctrl-C does it
      announce(text.copied)
      copy.textContent = text.copied
    }
    issued.replaceChildren(
      el('p', { attributes: { role: 'status' } }, text.tokenOnce),
      el('div', { className: 'address-line' }, field, copy),
    )
    issued.hidden = false
    copy.focus()
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    make.disabled = true
    make.textContent = text.makingToken
    await attempt(async () => {
      const chosen = may.filter(({ box }) => box.checked).map(({ scope }) => scope)
      const wish = { name: name.value.trim(), scopes: chosen, expiresInDays: Number(days.value) }
      const { token } = await client.makeToken(wish)
      name.value = ''
      show(token)
      await load()
    })
    make.disabled = false
    make.textContent = text.makeToken
  }

  void attempt(load)
  return section(
    text.tokens,
    text.tokensHint,
    list,
    issued,
    el(
      'form',
      { className: 'token-form', onsubmit: (event: SubmitEvent) => void submit(event) },
      el(
        'div',
        { className: 'fields' },
        el(
          'div',
          { className: 'field' },
          el('label', { htmlFor: name.id }, text.tokenName),
          name,
          el('p', { className: 'hint' }, text.tokenNameHint),
        ),
        el('div', { className: 'field' }, el('label', { htmlFor: days.id }, text.tokenDays), days),
      ),
      el('fieldset', {}, el('legend', {}, text.tokenScopes), ...may.map(({ field }) => field)),
      failure,
      make,
    ),
  )
}
