import type { Client } from '../../client/api/client'
import type { Job, JobState } from '../../client/api/types'
import { mostJobsPerPage } from '../../protocol/limits'
import { jobStates } from '../../protocol/states'
import { exitCodes } from '../exit-codes'
import { connect } from '../service/connect'
import { bytesText, durationText, printable, table } from '../terminal/format'
import { type Command, text } from '../words/command'
import { choice, wholeNumber } from '../words/parse'

const states: readonly JobState[] = jobStates

const usualLimit = 50

export const ls: Command = {
  name: 'ls',
  operands: '',
  about: 'List your jobs, newest first.',
  options: {
    state: { type: 'string', value: 'STATE', choices: states, about: states.join(', ') },
    search: { type: 'string', value: 'TEXT', about: 'letters of the name' },
    limit: { type: 'string', short: 'n', value: 'N', about: `how many to list, at most (${usualLimit})` },
  },
  examples: [
    { line: 'audiolift ls', about: `the last ${usualLimit}` },
    { line: 'audiolift ls --state failed', about: 'with the reasons' },
    { line: 'audiolift ls --search holiday --json | jq -r ".jobs[].id"', about: 'ids, for a script' },
  ],
  async run({ given, json, world }) {
    const query = { state: choice(given, 'state', states), search: text(given, 'search') }
    const limit = wholeNumber(given, 'limit', { least: 1, most: 10_000 }) ?? usualLimit
    const { client } = connect({ given, world })
    const jobs = await jobsOf(client, query, limit, world.signal)
    if (json) world.terminal.result(JSON.stringify({ jobs }))
    else if (jobs.length === 0) world.terminal.tell('No jobs yet.')
    else world.terminal.result(table(jobs.map(rowOf)))
    return exitCodes.ok
  },
}

interface Query {
  readonly state: JobState | undefined
  readonly search: string | undefined
}

/** Reads page by page, because a filtered page may be short although more follow. */
async function jobsOf(client: Client, { state, search }: Query, limit: number, signal: AbortSignal): Promise<Job[]> {
  const jobs: Job[] = []
  let cursor: string | undefined
  do {
    const query = { limit: Math.min(mostJobsPerPage, limit), ...(state && { state }), ...(search && { search }) }
    const page = await client.jobs({ ...query, ...(cursor && { cursor }) }, { signal })
    jobs.push(...page.jobs)
    cursor = page.nextCursor
  } while (cursor !== undefined && jobs.length < limit)
  return jobs.slice(0, limit)
}

function rowOf({ id, state, name, createdAt, audio, reason, progress }: Job): string[] {
  const about = audio
    ? `${durationText(audio.duration)}, ${bytesText(audio.size)}`
    : (reason?.message ?? (state === 'converting' ? `${Math.floor(progress.percent)} %` : ''))
  return [id, state, createdAt.slice(0, 16).replace('T', ' '), printable(name), printable(about)]
}
