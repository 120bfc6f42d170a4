import { ProblemError } from '../../client/api/errors'
import { el } from '../dom'
import { sentenceFor } from '../sentence'
import { words } from '../words'

export interface Field {
  /** The name the API uses, so that its complaints find their field. */
  readonly name: 'email' | 'password' | 'newPassword' | 'code'
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  readonly autocomplete: AutoFill
  /** What to know before filling it in. */
  readonly hint?: string
  readonly value?: string
}

export interface FormOptions<Name extends string> {
  readonly title: string
  /** `h2` for one of several on a page, which does not take the focus. */
  readonly level?: 'h1' | 'h2'
  /** Whose password is asked for, where the form itself does not: for programs that fill passwords in. */
  readonly username?: string
  /** What it does cannot be undone. */
  readonly danger?: boolean
  readonly hint?: string
  /** Good news from the step before. */
  readonly notice?: string
  readonly fields: (Field & { readonly name: Name })[]
  readonly submit: string
  readonly submitting: string
  readonly onSubmit: (values: Record<Name, string>) => Promise<void>
  readonly links?: { readonly text: string; readonly onClick: () => void | Promise<void> }[]
}

let forms = 0

/** A form with labelled fields, which shows the API's complaints beside the fields they are about. */
export function createForm<Name extends string>(options: FormOptions<Name>): HTMLElement {
  const id = `form-${++forms}`
  const fields = options.fields.map((field) => ({ name: field.name, ...createField(id, field) }))
  const failure = el('p', { className: 'failure', hidden: true, attributes: { role: 'alert' } })
  const notice = el('p', {
    className: 'notice',
    hidden: !options.notice,
    textContent: options.notice ?? '',
    attributes: { role: 'status' },
  })
  const { level = 'h1', danger = false } = options
  const look = danger ? 'button danger' : level === 'h1' ? 'button primary wide' : 'button'
  const button = el('button', { className: look, type: 'submit' }, options.submit)

  function showFailure(error: unknown): void {
    const complaints = error instanceof ProblemError ? error.errors : []
    const found = fields.filter((field) => {
      const complaint = complaints.find((other) => other.field === field.name)
      if (complaint) field.complain(words.complaint(complaint))
      return complaint
    })
    if (found.length === 0) {
      failure.textContent = sentenceFor(error)
      failure.hidden = false
    }
    const first = found[0] ?? fields.at(-1)
    first?.input.focus()
  }

  async function attempt(step: () => void | Promise<void>): Promise<void> {
    failure.hidden = true
    notice.hidden = true
    for (const field of fields) field.complain('')
    try {
      await step()
    } catch (error) {
      showFailure(error)
    }
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (button.disabled) return
    const entered = fields.map(({ name, input }) => [name, input.dataset.verbatim ? input.value : input.value.trim()])
    button.disabled = true
    button.textContent = options.submitting
    await attempt(() => options.onSubmit(Object.fromEntries(entered)))
    button.disabled = false
    button.textContent = options.submit
  }

  const links = (options.links ?? []).map(({ text, onClick }) =>
    el('button', { className: 'link', type: 'button', onclick: () => void attempt(onClick) }, text),
  )
  const form = el(
    'form',
    {
      className: 'card form',
      onsubmit: (event: SubmitEvent) => void submit(event),
      attributes: { 'aria-labelledby': `${id}-title` },
    },
    el(level, { id: `${id}-title` }, options.title),
    ...(options.hint ? [el('p', { className: 'hint' }, options.hint)] : []),
    ...(options.username === undefined ? [] : [createUsername(options.username)]),
    notice,
    failure,
    ...fields.map((field) => field.element),
    button,
    ...(links.length > 0 ? [el('div', { className: 'links' }, ...links)] : []),
  )
  // The first field still to be filled; after the caller has put the form on the page.
  if (level === 'h1') queueMicrotask(() => (fields.find(({ input }) => input.value === '') ?? fields[0])?.input.focus())
  return form
}

function createUsername(value: string) {
  return el('input', { type: 'text', autocomplete: 'username', value, readOnly: true, hidden: true })
}

function createField(formId: string, field: Field) {
  const id = `${formId}-${field.name}`
  const hint = el('p', { id: `${id}-hint`, className: 'hint', hidden: !field.hint }, field.hint ?? '')
  const complaint = el('p', { id: `${id}-complaint`, className: 'complaint', hidden: true })
  const input = el('input', {
    id,
    name: field.name,
    type: field.type ?? 'text',
    autocomplete: field.autocomplete,
    required: true,
    value: field.value ?? '',
    spellcheck: false,
    autocapitalize: 'none',
    ...(field.name === 'code' ? { inputMode: 'numeric' } : {}),
    attributes: {
      'aria-describedby': `${hint.id} ${complaint.id}`,
      // Spaces count in a password.
      ...(field.type === 'password' ? { 'data-verbatim': 'yes' } : {}),
    },
  })
  return {
    input,
    complain(message: string): void {
      complaint.textContent = message
      complaint.hidden = message === ''
      hint.hidden = !field.hint || message !== ''
      input.setAttribute('aria-invalid', String(message !== ''))
    },
    element: el(
      'div',
      { className: 'field' },
      el('label', { htmlFor: id }, field.label),
      el('div', { className: 'input' }, input, ...(field.type === 'password' ? [createPasswordToggle(input)] : [])),
      hint,
      complaint,
    ),
  }
}

function createPasswordToggle(input: HTMLInputElement): HTMLElement {
  const { showPassword, hidePassword, showPasswordLabel, hidePasswordLabel } = words.account
  const button = el(
    'button',
    { className: 'link', type: 'button', attributes: { 'aria-label': showPasswordLabel } },
    showPassword,
  )
  button.onclick = () => {
    const hidden = input.type === 'password'
    input.type = hidden ? 'text' : 'password'
    button.textContent = hidden ? hidePassword : showPassword
    button.setAttribute('aria-label', hidden ? hidePasswordLabel : showPasswordLabel)
  }
  return button
}
