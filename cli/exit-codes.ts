/** Exit codes. Scripts rely on them, and `docs/cli.md` lists them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  signedOut: 3,
  unreachable: 4,
  quota: 5,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each of them means, for people. */
export const meanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'everything went well'],
  [exitCodes.failed, 'something failed: a job, a file, a refused request'],
  [exitCodes.usage, 'the command line was not understood'],
  [exitCodes.signedOut, 'not signed in, or the token may not do that'],
  [exitCodes.unreachable, 'Audiolift cannot be reached, or is overloaded'],
  [exitCodes.quota, 'a quota is used up'],
  [exitCodes.interrupted, 'interrupted with Ctrl-C (143: ended by SIGTERM)'],
]
