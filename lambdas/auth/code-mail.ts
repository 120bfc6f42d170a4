import { type Mail, mailDocument, quiet } from '../shared/mail'
import { type Purpose, spokenCode } from './codes'

const words = {
  confirm: {
    subject: 'confirm your address at Audiolift',
    title: 'Confirm your address',
    what: 'This is the code for your new account at Audiolift:',
    how: 'Enter it where you signed up. It works once, within a day.',
    ignore: 'If you did not ask for it, somebody may have mistyped their address. You can ignore this mail.',
  },
  reset: {
    subject: 'set a new password at Audiolift',
    title: 'Set a new password',
    what: 'Use this code to set a new password at Audiolift:',
    how: 'Enter it where you asked for it. It works once, within an hour.',
    ignore: 'If you did not ask for it, ignore this mail. Your password stays the same.',
  },
} as const satisfies Record<Purpose, object>

const secret = 'Do not share this code with anyone. We will never ask you for it.'

/** The mail with a code. The subject begins with the code, so that it can be read in the list of mails. */
export function codeMail(purpose: Purpose, to: string, code: string): Mail {
  const { subject, title, what, how, ignore } = words[purpose]
  const spoken = spokenCode(code)
  return {
    to,
    subject: `${spoken}: ${subject}`,
    text: [what, spoken, how, `${ignore} ${secret}`].join('\n\n'),
    html: mailDocument(title, [
      `<p style="margin:0 0 12px">${what}</p>`,
      `<p style="margin:0 0 12px;font-size:28px;font-weight:600;letter-spacing:2px">${spoken}</p>`,
      `<p style="margin:0 0 12px">${how}</p>`,
      `<p style="${quiet}">${ignore} ${secret}</p>`,
    ]),
  }
}
