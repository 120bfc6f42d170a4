import type { Quota } from '../../client/api/types'
import { exitCodes } from '../exit-codes'
import { connect } from '../service/connect'
import { bytesText, durationText, table } from '../terminal/format'
import type { Command } from '../words/command'

export const quota: Command = {
  name: 'quota',
  operands: '',
  about: 'Show your limits, and how much of each is used.',
  options: {},
  examples: [{ line: 'audiolift quota', about: 'limits and use' }],
  async run({ given, json, world }) {
    const { client } = connect({ given, world })
    const found = await client.quota({ signal: world.signal })
    world.terminal.result(json ? JSON.stringify(found) : table(rowsOf(found)))
    return exitCodes.ok
  },
}

function rowsOf({ activeJobs, storedBytes, jobsPerDay, audioSecondsPerDay }: Quota): string[][] {
  return [
    row('jobs in progress', activeJobs, String),
    row('videos kept', storedBytes, bytesText),
    row('jobs today', jobsPerDay, String),
    row('audio today', audioSecondsPerDay, durationText),
  ]
}

interface Limited {
  readonly used: number
  readonly limit: number
  readonly freesAt?: string
}

function row(name: string, { used, limit, freesAt }: Limited, show: (value: number) => string): string[] {
  return [
    name,
    `${show(used)} of ${show(limit)}`,
    freesAt === undefined ? '' : `resets at ${freesAt.slice(0, 16).replace('T', ' ')} UTC`,
  ]
}
