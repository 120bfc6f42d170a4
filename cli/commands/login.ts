import { createClient } from '../../client/api/client'
import { isTransient, ProblemError } from '../../client/api/errors'
import { retry } from '../../client/api/retry'
import { memorySession } from '../../client/api/session'
import { CliError } from '../errors'
import { exitCodes } from '../exit-codes'
import { serviceOf } from '../service/connect'
import { type Command, text } from '../words/command'

export const login: Command = {
  name: 'login',
  operands: '',
  about: 'Sign in, and stay signed in on this machine.',
  details: [
    'Asks for what it needs; a program sends it on standard input, a line each: the email address (unless --email is',
    'given), then the password. With --token: a token for programs, made with `audiolift tokens create`. Secrets are never',
    'given as words of the command, where others could see them. They are kept in $XDG_CONFIG_HOME/audiolift (usually',
    '~/.config/audiolift), readable by you alone.',
  ].join('\n'),
  options: {
    email: { type: 'string', value: 'ADDRESS', about: 'your email address' },
    token: { type: 'boolean', about: 'sign in with a token for programs' },
  },
  examples: [
    { line: 'audiolift login', about: 'asks for email address and password' },
    { line: 'audiolift login --url https://audio.example.com', about: 'to a service of your own' },
    { line: 'audiolift login --token < token.txt', about: 'on a server, without a password' },
  ],
  async run({ given, json, world }) {
    const { url, client, credentials } = serviceOf({ given, world, stored: true })
    const { terminal, fetch, signal } = world
    if (given.token === true) {
      const token = (await terminal.ask('Token: ', true)).trim()
      // Any answer except 401 shows that the token is valid; it need not be allowed to read quotas.
      const probe = createClient({ baseUrl: url, fetch, session: memorySession({ accessToken: token }) })
      await retry(() => probe.quota({ signal }), { isTransient, signal, attempts: 3 }).catch((error: unknown) => {
        if (!(error instanceof ProblemError) || (error.status !== 401 && error.status !== 403)) throw error
        if (error.status === 401)
          throw new CliError(
            exitCodes.signedOut,
            'wrong-token',
            'That token is not valid or has expired. Create a new one.',
          )
      })
      credentials.session(url).write({ accessToken: token })
    } else {
      const email = (text(given, 'email') ?? (await terminal.ask('Email address: '))).trim()
      const password = await terminal.ask('Password: ', true)
      await client.login({ email, password })
    }
    credentials.use(url)
    if (json) terminal.result(JSON.stringify({ url }))
    else terminal.tell(`You are signed in to ${url}.`)
    return exitCodes.ok
  },
}
