import type { Client } from '../../client/api/client'
import { el } from '../dom'
import { words } from '../words'
import { createForm, type Field } from './form'

function emailField(value = ''): Field & { readonly name: 'email' } {
  return {
    name: 'email',
    label: words.account.email,
    type: 'email',
    autocomplete: 'username',
    value,
  }
}

function passwordField(): Field & { readonly name: 'password' } {
  return {
    name: 'password',
    label: words.account.password,
    type: 'password',
    autocomplete: 'current-password',
  }
}

function newPasswordField(label: string): Field & { readonly name: 'password' } {
  return {
    name: 'password',
    label,
    type: 'password',
    autocomplete: 'new-password',
    hint: words.account.passwordRule,
  }
}

function codeField(): Field & { readonly name: 'code' } {
  return {
    name: 'code',
    label: words.account.code,
    autocomplete: 'one-time-code',
  }
}

/** Everything on the way to a session: sign in, sign up, confirm, forgotten password. Calls `onSignedIn` at its end. */
export function showAccount(place: HTMLElement, client: Client, onSignedIn: () => void, notice?: string): void {
  const text = words.account
  const show = (form: HTMLElement) =>
    place.replaceChildren(
      el(
        'div',
        { className: 'welcome' },
        el(
          'section',
          { className: 'lead', attributes: { 'aria-label': 'Audiolift' } },
          createPicture(),
          el('p', { className: 'lead-title' }, words.lead),
          el('p', { className: 'lead-more' }, words.leadMore),
          el('ul', { className: 'lead-points' }, ...words.points.map((point) => el('li', {}, point))),
        ),
        form,
      ),
    )

  async function login(email: string, password: string): Promise<void> {
    await client.login({ email, password })
    onSignedIn()
  }

  function signIn(email = '', good?: string): void {
    show(
      createForm({
        title: text.signInTitle,
        ...(good === undefined ? {} : { notice: good }),
        fields: [emailField(email), passwordField()],
        submit: text.signIn,
        submitting: text.signingIn,
        onSubmit: (entered) => login(entered.email, entered.password),
        links: [
          { text: text.toSignUp, onClick: () => signUp() },
          { text: text.toForgot, onClick: () => forgot() },
          { text: text.toConfirm, onClick: () => enterCode() },
        ],
      }),
    )
  }

  function signUp(): void {
    show(
      createForm({
        title: text.signUpTitle,
        fields: [emailField(), newPasswordField(text.password)],
        submit: text.signUp,
        submitting: text.signingUp,
        onSubmit: async ({ email, password }) => {
          await client.signUp({ email, password })
          confirm(email, password)
        },
        links: [{ text: text.toSignIn, onClick: () => signIn() }],
      }),
    )
  }

  function confirm(email: string, password: string): void {
    const form: HTMLElement = createForm({
      title: text.confirmTitle,
      hint: text.codeSent(email),
      fields: [codeField()],
      submit: text.confirm,
      submitting: text.confirming,
      onSubmit: async ({ code }) => {
        await client.confirm({ email, code })
        try {
          await login(email, password)
        } catch {
          // The code is used up, so this form cannot be sent again. The sign-in meets the same error and tells it.
          signIn(email, text.confirmed)
        }
      },
      links: [
        { text: text.resend, onClick: () => resend(email, form) },
        { text: text.backToSignIn, onClick: () => signIn(email) },
      ],
    })
    show(form)
  }

  /** For a user who signed up, left, and has come back with the code. */
  function enterCode(): void {
    show(
      createForm({
        title: text.confirmTitle,
        hint: text.enterCodeHint,
        fields: [emailField(), codeField()],
        submit: text.confirm,
        submitting: text.confirming,
        onSubmit: async ({ email, code }) => {
          await client.confirm({ email, code })
          signIn(email, text.confirmed)
        },
        links: [{ text: text.backToSignIn, onClick: () => signIn() }],
      }),
    )
  }

  async function resend(email: string, form: HTMLElement): Promise<void> {
    await client.resend(email)
    const said = form.querySelector<HTMLElement>('.notice')
    if (!said) return
    said.textContent = text.resent
    said.hidden = false
  }

  function forgot(): void {
    show(
      createForm({
        title: text.forgotTitle,
        hint: text.forgotHint,
        fields: [emailField()],
        submit: text.sendCode,
        submitting: text.sendingCode,
        onSubmit: async ({ email }) => {
          await client.forgot(email)
          reset(email)
        },
        links: [{ text: text.backToSignIn, onClick: () => signIn() }],
      }),
    )
  }

  function reset(email: string): void {
    show(
      createForm({
        title: text.forgotTitle,
        hint: text.resetHint(email),
        fields: [codeField(), newPasswordField(text.newPassword)],
        submit: text.reset,
        submitting: text.resetting,
        onSubmit: async ({ code, password }) => {
          await client.reset({ email, code, password })
          signIn(email, text.resetDone)
        },
        links: [{ text: text.backToSignIn, onClick: () => signIn(email) }],
      }),
    )
  }

  signIn('', notice)
}

/** Bars of sound that rise out of a frame of film. */
function createPicture(): HTMLElement {
  const heights = [3, 5, 8, 6, 10, 14, 9, 12, 16, 11, 7, 9, 5, 3]
  const bars = heights.map((height) => {
    const bar = el('span')
    bar.style.blockSize = `${height / 4}rem`
    return bar
  })
  return el('div', { className: 'lead-picture', attributes: { 'aria-hidden': 'true' } }, ...bars)
}
