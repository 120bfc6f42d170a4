import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Node } from 'constructs'
import type { ImportPolicy } from '../lambdas/imports/remote/policy'
import type { Quotas } from '../lambdas/jobs/quotas'
import type { Terms } from '../lambdas/jobs/terms'

export const stageNames = ['local', 'dev', 'prod'] as const
export type StageName = (typeof stageNames)[number]

/** Where the conversion function's ffmpeg and MP3 encoder come from. */
export type ProgramSource =
  /** Lambda layers with the binaries of the function's platform. */
  | { readonly kind: 'layers' }
  /** Files where the function runs: the local cloud's functions are processes of this machine. */
  | { readonly kind: 'files'; readonly ffmpeg: string; readonly encoder: string }

/** Everything that differs between stages. To see how dev and prod differ, read only this file. */
export interface Stage {
  readonly name: StageName
  /** Origin of page and API for links in mails, where it is a name of one's own; else it is CloudFront's. */
  readonly site: string | undefined
  /** Sender of our mails: an SES identity, verified by the mail that AWS sends there at the first deployment. */
  readonly mailSender: string
  /** What becomes of tables, buckets and accounts when a stack is destroyed. */
  readonly removal: RemovalPolicy
  /** Empties buckets before they are removed. */
  readonly emptyBuckets: boolean
  /** Puts the page into its bucket. On the local cloud the front serves it from the working tree. */
  readonly publishPage: boolean
  readonly logRetention: RetentionDays
  readonly terms: Terms
  /** What a user may have at once and in a day, and all of them together. */
  readonly quotas: Quotas
  /** Bytes. */
  readonly maxUploadSize: number
  /** Conversions at once. */
  readonly workers: number
  /** Imports at once. */
  readonly importers: number
  /** From where files may be imported. */
  readonly importPolicy: ImportPolicy
  readonly programs: ProgramSource
  /** Requests a second, and the burst, that the whole API takes. */
  readonly throttle: { readonly rate: number; readonly burst: number }
  readonly accounts: {
    /** By how much the limits on attempts of one client are multiplied (lambdas/auth/throttle.ts). */
    readonly clientFactor: number
    /** After how many milliseconds the routes that could tell of an account answer: longer than any of them takes. */
    readonly answerAfter: number
    /** Seconds from the end of an account until its jobs are removed: longer than the authorizer may still let old tokens in. */
    readonly closingDelay: number
  }
  /** Where the user pool's signing keys are, by region and pool id. */
  readonly jwksUri: (region: string, userPoolId: string) => string
}

const GiB = 1024 ** 3
/** Millionths of a US dollar. */
function dollars(value: number) {
  return value * 1_000_000
}

function hours(value: number) {
  return Duration.hours(value).toSeconds()
}

function minutes(value: number) {
  return Duration.minutes(value).toMilliseconds()
}

function days(value: number) {
  return Duration.days(value).toMilliseconds()
}

const terms: Terms = {
  reservation: days(1),
  pickUp: minutes(1),
  deadline: minutes(12 * 60),
  lease: minutes(0.75),
  backoff: minutes(0.5),
  maxAttempts: 3,
  // A job that failed for its owner's quota of the day can be tried again on the next two.
  sourceRetention: days(3),
  retention: days(7),
  longestRetention: days(90),
}

const quotas: Quotas = {
  activeJobs: 10,
  storedBytes: 50 * GiB,
  jobsPerDay: 100,
  audioSecondsPerDay: hours(24),
  serviceCostPerDay: dollars(5),
}

function cognitoJwksUri(region: string, userPoolId: string) {
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}/.well-known/jwks.json`
}

/** What the command line says: `-c stage=… [-c site=…] [-c mailSender=…]`, and for the local stage where the emulator and its programs are. */
export interface StageContext {
  readonly stage?: string
  readonly site?: string
  readonly mailSender?: string
  readonly emulator?: string
  readonly ffmpeg?: string
  readonly encoder?: string
}

export function stageContext(node: Node): StageContext {
  return Object.fromEntries(
    ['stage', 'site', 'mailSender', 'emulator', 'ffmpeg', 'encoder']
      .map((key) => [key, node.tryGetContext(key)])
      .filter(([, value]) => value),
  )
}

/** A command line without a valid stage: an error of the user, reported as a sentence. */
export class StageError extends Error {}

/** @throws StageError when there is no such stage. */
export function stageOf({ stage, site, mailSender, emulator, ffmpeg, encoder }: StageContext): Stage {
  const name = stageNames.find((known) => known === stage)
  if (!name)
    throw new StageError(
      `${stage ? `There is no stage "${stage}".` : 'Which stage?'} Say -c stage=${stageNames.join(', -c stage=')}.`,
    )
  const dev: Stage = {
    name: 'dev',
    site: site?.replace(/\/+$/, ''),
    mailSender: mailSender ?? exampleSender,
    removal: RemovalPolicy.DESTROY,
    emptyBuckets: true,
    publishPage: true,
    logRetention: RetentionDays.TWO_WEEKS,
    terms,
    quotas,
    maxUploadSize: 20 * GiB,
    workers: 5,
    importers: 5,
    importPolicy: { http: false, trustedHosts: [] },
    programs: { kind: 'layers' },
    throttle: { rate: 50, burst: 100 },
    accounts: { clientFactor: 1, answerAfter: 1000, closingDelay: 60 },
    jwksUri: cognitoJwksUri,
  }
  const stages: Record<StageName, () => Stage> = {
    dev: () => dev,
    prod: () => ({
      ...dev,
      name: 'prod',
      removal: RemovalPolicy.RETAIN,
      emptyBuckets: false,
      logRetention: RetentionDays.THREE_MONTHS,
      terms: { ...terms, sourceRetention: days(7), retention: days(30), longestRetention: days(400) },
      quotas: { ...quotas, storedBytes: 100 * GiB, serviceCostPerDay: dollars(50) },
      // As much as a worker can read and decode in its time.
      maxUploadSize: 50 * GiB,
      workers: 50,
      importers: 20,
      throttle: { rate: 500, burst: 1000 },
    }),
    local: () => ({
      ...dev,
      name: 'local',
      // Emptying a bucket on removal takes a Lambda that the emulator cannot run; `npm run clean` removes everything anyway.
      emptyBuckets: false,
      publishPage: false,
      workers: 2,
      importers: 2,
      // To try an import, one needs a server. Only here may that be this machine.
      importPolicy: { http: false, trustedHosts: ['127.0.0.1'] },
      // One person's machine: enough to try many users.
      quotas: {
        ...quotas,
        activeJobs: 1000,
        jobsPerDay: 10_000,
        audioSecondsPerDay: hours(10_000),
        serviceCostPerDay: dollars(50),
      },
      programs: { kind: 'files', ffmpeg: ffmpeg ?? 'ffmpeg', encoder: encoder ?? 'slice-encoder' },
      // Here all clients have one address, nobody times the emulator's answers, and a developer watches how an account is closed.
      accounts: { clientFactor: 1000, answerAfter: 50, closingDelay: 2 },
      // The emulator's keys are at its own address, while tokens name AWS as their issuer.
      jwksUri: (_region, userPoolId) => `${emulator ?? 'http://127.0.0.1:4566'}/${userPoolId}/.well-known/jwks.json`,
    }),
  }
  return stages[name]()
}

export const exampleSender = 'audiolift@example.com'
