import { exitCodes } from '../exit-codes'
import { serviceOf } from '../service/connect'
import type { Command } from '../words/command'

export const logout: Command = {
  name: 'logout',
  operands: '',
  about: 'Sign out on this machine, or everywhere.',
  details: 'A token for programs is forgotten here, but stays valid: `audiolift tokens revoke` ends it.',
  options: { everywhere: { type: 'boolean', about: 'end all sessions of the account' } },
  examples: [{ line: 'audiolift logout', about: 'ends the session of this machine' }],
  async run({ given, json, world }) {
    const { terminal } = world
    const { url, client } = serviceOf({ given, world, stored: true })
    await client.logout({ everywhere: given.everywhere === true })
    if (json) terminal.result(JSON.stringify({ url }))
    else terminal.tell(`You are signed out of ${url}.`)
    return exitCodes.ok
  },
}
