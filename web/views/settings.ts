import type { Client } from '../../client/api/client'
import { el } from '../dom'
import { words } from '../words'
import { createForm } from './form'
import { section } from './section'
import { createTokens } from './tokens'
import { createUsage } from './usage'

export interface SettingsEvents {
  readonly onSignOut: (how: { readonly everywhere: boolean }) => Promise<void>
  /** The session has ended in a way that the person wanted; the sentence says why. */
  readonly onEnded: (notice: string) => void
}

/** The account: its usage, its tokens and sessions, and its closing. */
export function showSettings(
  place: HTMLElement,
  client: Client,
  email: string,
  { onSignOut, onEnded }: SettingsEvents,
): void {
  const text = words.settings
  place.replaceChildren(
    el(
      'div',
      { className: 'settings' },
      el('div', { className: 'settings-head' }, el('h1', {}, text.title), el('p', { className: 'hint' }, email)),
      el('div', { className: 'settings-column' }, createUsage(client), createTokens(client)),
      el('div', { className: 'settings-column' }, sessions(), passwordForm(), closeForm()),
    ),
  )

  function sessions(): HTMLElement {
    const button = (label: string, everywhere: boolean) => {
      const made = el('button', { type: 'button', className: 'button' }, label)
      made.onclick = () => {
        made.disabled = true
        void onSignOut({ everywhere })
      }
      return made
    }
    return section(
      text.sessions,
      text.sessionsHint,
      el('div', { className: 'buttons' }, button(text.signOutHere, false), button(text.signOutEverywhere, true)),
    )
  }

  function passwordForm(): HTMLElement {
    return createForm({
      title: text.changePassword,
      level: 'h2',
      username: email,
      hint: text.changeHint,
      fields: [
        { name: 'password', label: text.currentPassword, type: 'password', autocomplete: 'current-password' },
        {
          name: 'newPassword',
          label: words.account.newPassword,
          type: 'password',
          autocomplete: 'new-password',
          hint: words.account.passwordRule,
        },
      ],
      submit: text.changePassword,
      submitting: text.changingPassword,
      onSubmit: async ({ password, newPassword }) => {
        await client.changePassword({ password, newPassword })
        onEnded(text.changed)
      },
    })
  }

  /** The API requires a recent sign-in, so the page asks for the password and signs in with it. */
  function closeForm(): HTMLElement {
    return createForm({
      title: text.closeAccount,
      level: 'h2',
      username: email,
      hint: text.closeHint,
      danger: true,
      fields: [{ name: 'password', label: text.closeConfirm, type: 'password', autocomplete: 'current-password' }],
      submit: text.closeAccount,
      submitting: text.closingAccount,
      onSubmit: async ({ password }) => {
        await client.login({ email, password })
        await client.closeAccount()
        onEnded(words.account.closed)
      },
    })
  }
}
