/**
 * The mail with a code, for a new account, a code that is sent again and a forgotten password. Cognito sends one body for all three, as
 * HTML; it has few tags, so that it can be read as it is, too.
 */
export const codeMail = {
  emailSubject: 'Your Audiolift code: {####}',
  emailBody: [
    '<p>Hello,</p>',
    '<p>this is the code that you asked for at Audiolift:</p>',
    '<p style="font-size:28px;font-weight:600;letter-spacing:4px">{####}</p>',
    '<p>Enter it where you were asked for it, to confirm your address or to set a new password.</p>',
    '<p>If you did not ask for it, somebody may have mistyped their address: ignore this mail, and nothing happens. Give the code to nobody; we never ask for it.</p>',
  ].join('\n'),
}
