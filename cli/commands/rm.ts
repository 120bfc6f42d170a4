import { connect } from '../service/connect'
import type { Command } from '../words/command'
import { checkedId, forEachId } from './each'

export const rm: Command = {
  name: 'rm',
  operands: 'ID…',
  about: 'Remove jobs, with their video and audio. Jobs in progress are cancelled first.',
  details: 'It does not ask first, and cannot be undone.',
  options: {},
  examples: [
    { line: 'audiolift rm 01a206af-7eef-765a-96a7-978053edae79', about: 'removes one' },
    {
      line: 'audiolift ls --state failed --json | jq -r ".jobs[].id" | xargs -r audiolift rm',
      about: 'removes what failed',
    },
  ],
  async run(invocation) {
    const { client } = connect(invocation)
    const act = async (id: string) => {
      await client.remove(checkedId(id))
      return { removed: true }
    }
    return forEachId(invocation, 'audiolift rm ID', act, (id) => `${id} is removed.`)
  },
}
