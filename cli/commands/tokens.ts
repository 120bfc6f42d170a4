import type { ProgramToken } from '../../client/api/types'
import { usageError } from '../errors'
import { type ExitCode, exitCodes } from '../exit-codes'
import { connect } from '../service/connect'
import { printable, table } from '../terminal/format'
import { type Command, type Invocation, texts } from '../words/command'
import { wholeNumber } from '../words/parse'
import { checkedId, forEachId } from './each'

type Scope = ProgramToken['scopes'][number]

/** What this command line needs to convert, list and remove: all that a token can be used for. */
const scopes: readonly Scope[] = ['jobs:read', 'jobs:write', 'uploads:write']

export const tokens: Command = {
  name: 'tokens',
  operands: '[list | create NAME | revoke ID…]',
  about: 'Tokens for programs: list, create, revoke.',
  details: 'A new one is shown once. You must be signed in with your password: a token cannot create tokens.',
  options: {
    scope: {
      type: 'string',
      multiple: true,
      value: 'SCOPE',
      choices: scopes,
      about: `${scopes.join(', ')}; repeatable (else all of these)`,
    },
    days: { type: 'string', value: 'N', about: 'days until it expires (90; at most 366)' },
  },
  examples: [
    { line: 'audiolift tokens', about: 'what there is' },
    { line: 'audiolift tokens create "build server" --days 30', about: 'for this command line on another machine' },
    { line: 'audiolift tokens create backup --scope jobs:read > token.txt', about: 'may look and download only' },
    { line: 'audiolift tokens revoke 3f2b8c1e-7f10-4c51-9a51-6f0c2f1d9a77', about: 'ends it within a minute' },
  ],
  completes: ['list', 'create', 'revoke'],
  async run(invocation) {
    const [verb = 'list', ...rest] = invocation.operands
    if (verb === 'list' && rest.length === 0) return list(invocation)
    if (verb === 'create') return create(invocation, rest)
    if (verb === 'revoke') return revoke({ ...invocation, operands: rest })
    throw usageError(`tokens: “${verb}” is not one of list, create NAME, revoke ID.`)
  },
}

async function list({ given, json, world }: Invocation): Promise<ExitCode> {
  const found = await connect({ given, world }).client.tokens({ signal: world.signal })
  if (json) world.terminal.result(JSON.stringify({ tokens: found }))
  else if (found.length === 0) world.terminal.tell('There are no tokens. `audiolift tokens create NAME` makes one.')
  else
    world.terminal.result(
      table(
        found.map((one) => [one.id, `until ${one.expiresAt.slice(0, 10)}`, one.scopes.join(' '), printable(one.name)]),
      ),
    )
  return exitCodes.ok
}

async function create({ given, json, world }: Invocation, [name, extra]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || extra !== undefined)
    throw usageError('Give the token one name, such as `audiolift tokens create "build server"`.')
  const asked = texts(given, 'scope').map((word) => {
    const scope = scopes.find((each) => each === word)
    if (scope === undefined) throw usageError(`--scope: “${word}” is not one of ${scopes.join(', ')}.`)
    return scope
  })
  const expiresInDays = wholeNumber(given, 'days', { least: 1, most: 366 })
  const { client } = connect({ given, world })
  const issued = await client.makeToken({
    name,
    scopes: [...(asked.length > 0 ? asked : scopes)],
    ...(expiresInDays !== undefined && { expiresInDays }),
  })
  world.terminal.result(json ? JSON.stringify(issued) : issued.token)
  world.terminal.tell('Keep it safe: it is not shown again. Programs read it from AUDIOLIFT_TOKEN.')
  return exitCodes.ok
}

async function revoke(invocation: Invocation): Promise<ExitCode> {
  const { client } = connect(invocation)
  const act = async (id: string) => {
    await client.revokeToken(checkedId(id))
    return { revoked: true }
  }
  return forEachId(invocation, 'audiolift tokens revoke ID', act, (id) => `${id} is revoked.`)
}
