/** Names for the shapes of the HTTP contract (`/v1`). What they hold is generated from `docs/openapi.json`. */
import { finalStates } from '../../protocol/states'
import type { components } from './schema'

type Schemas = components['schemas']

export type Job = Schemas['Job']
export type JobState = Job['state']
export type JobPage = Schemas['JobPage']
export type ConversionOptions = Schemas['ConvertOptions']
/** One of `GET /v1/formats`. */
export type Format = Schemas['Formats']['formats'][number]
export type Reservation = Schemas['Reservation']
export type ArrivedParts = Schemas['ArrivedParts']
/** Where one part of the upload goes. The URL signs the exact size: a part of any other length is refused. */
export type Part = Schemas['PartUrl']
export type Quota = Schemas['Quota']
export type User = Schemas['Me']
export type ProgramToken = Schemas['ProgramToken']
export type IssuedToken = Schemas['IssuedProgramToken']
/** RFC 6749 section 5.1. */
export type TokenResponse = Schemas['Tokens']
/** RFC 9457 problem details. */
export type ProblemDocument = Schemas['Problem']
export type QuotaProblem = Schemas['QuotaProblem']

const final: ReadonlySet<JobState> = new Set<JobState>(finalStates)

/** True when the job will not move again unless somebody asks for a retry. */
export function isFinal(job: Job): boolean {
  return final.has(job.state)
}
