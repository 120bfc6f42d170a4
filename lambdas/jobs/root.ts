import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { jobStores } from './aws/clients'
import { JobsEnv } from './env'
import { parseTerms } from './terms'

/** What the functions of every room that works on jobs have in common: stores, terms, clock and log. For composition roots only. */
export const jobsRoot = (room: string) => {
  const env = readEnv(JobsEnv)
  return { ...jobStores(env), terms: parseTerms(env.terms), now: Date.now, log: createLog(room) }
}
