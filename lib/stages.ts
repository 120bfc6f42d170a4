import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { noLauncher } from '../lambdas/conversion/env'
import type { ImportPolicy } from '../lambdas/imports/remote/policy'
import type { Quotas } from '../lambdas/jobs/quotas'
import type { Terms } from '../lambdas/jobs/terms'
import {
  type Domain,
  domainOf,
  mailIdentityOf,
  mailSenderOf,
  mostWorkerMemory,
  type StageContext,
  StageError,
  workerMemoryOf,
  yesOrNo,
} from './stage-context'

export const stageNames = ['local', 'dev', 'prod'] as const
export type StageName = (typeof stageNames)[number]

/** Where the conversion function's ffmpeg, MP3 encoder and launcher come from. */
export type ProgramSource =
  /** Lambda layers with the binaries of the function's platform. */
  | { readonly kind: 'layers' }
  /** Files where the function runs: the local cloud's functions are processes of this machine. */
  | { readonly kind: 'files'; readonly ffmpeg: string; readonly encoder: string; readonly launcher: string }

/** Everything that differs between stages. To see how dev and prod differ, read only this file. */
export interface Stage {
  readonly name: StageName
  /** Where it is deployed, as the CDK found out from profile and environment. */
  readonly region: string
  /** A name of one's own for page and API; else they have CloudFront's. */
  readonly domain: Domain | undefined
  /** Origin of page and API for links in mails, where it is known beforehand. */
  readonly site: string | undefined
  /** Sender of our mails, an address that SES knows and that has been verified. */
  readonly mailSender: string
  /** `new`: we register the sender with SES, and AWS mails it a link. `existing`: SES knows it, or its domain. */
  readonly mailIdentity: 'new' | 'existing'
  /** What becomes of tables, buckets, accounts and logs when a stack is destroyed. */
  readonly removal: RemovalPolicy
  /**
   * Protects stacks, tables and accounts from being deleted. Not at the first deployment: one that failed must be able to go, or it could
   * not be repeated.
   */
  readonly protect: boolean
  /** Puts a web ACL in front of CloudFront. */
  readonly firewall: boolean
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
  /** MB of the function that converts: 1,769 of them buy a core. */
  readonly workerMemory: number
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
  /** A folder for a record of the functions' calls to AWS. Only the local cloud's end-to-end tests keep one. */
  readonly calls?: string | undefined
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

/** @throws StageError with a sentence when the command line describes no stage. */
export function stageOf(context: StageContext, region = 'us-east-1'): Stage {
  const { stage, site, emulator, ffmpeg, encoder, launcher, calls } = context
  const name = stageNames.find((known) => known === stage)
  if (!name)
    throw new StageError(
      `${stage ? `There is no stage "${stage}".` : 'Which stage?'} Say -c stage=${stageNames.join(', -c stage=')}.`,
    )
  const common = {
    region,
    removal: RemovalPolicy.DESTROY,
    emptyBuckets: true,
    publishPage: true,
    logRetention: RetentionDays.TWO_WEEKS,
    terms,
    quotas,
    maxUploadSize: 20 * GiB,
    // A new account has ten executions at once in all (docs/deploy.md), and the API needs some. Two is the least that Lambda takes here.
    workers: 2,
    workerMemory: workerMemoryOf(context),
    importers: 2,
    importPolicy: { http: false, trustedHosts: [] },
    programs: { kind: 'layers' },
    throttle: { rate: 50, burst: 100 },
    accounts: { clientFactor: 1, answerAfter: 1000, closingDelay: 60 },
    jwksUri: cognitoJwksUri,
  } satisfies Partial<Stage>
  const stages: Record<StageName, () => Stage> = {
    dev: () => ({ ...common, ...chosenBy(context, { firewall: false }), name: 'dev' }),
    prod: () => ({
      ...common,
      ...chosenBy(context, { firewall: true }),
      name: 'prod',
      // Kept, but not when their creation is rolled back: what is left of a first deployment that failed would be in the way of the next.
      removal: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
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
      ...common,
      name: 'local',
      domain: undefined,
      mailSender: 'audiolift@example.com',
      mailIdentity: 'new',
      protect: false,
      firewall: false,
      site: site?.replace(/\/+$/, ''),
      // Emptying a bucket on removal takes a Lambda that the emulator cannot run; `npm run clean` removes everything anyway.
      emptyBuckets: false,
      publishPage: false,
      // Here a function has the whole machine, whatever it asks for.
      workerMemory: mostWorkerMemory,
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
      calls,
      programs: {
        kind: 'files',
        ffmpeg: ffmpeg ?? 'ffmpeg',
        encoder: encoder ?? 'slice-encoder',
        launcher: launcher ?? noLauncher,
      },
      // Here all clients have one address, nobody times the emulator's answers, and a developer watches how an account is closed.
      accounts: { clientFactor: 1000, answerAfter: 50, closingDelay: 2 },
      // The emulator's keys are at its own address, while tokens name AWS as their issuer.
      jwksUri: (_region, userPoolId) => `${emulator ?? 'http://127.0.0.1:4566'}/${userPoolId}/.well-known/jwks.json`,
    }),
  }
  return stages[name]()
}

/** What the owner of a stage in AWS says about it. */
function chosenBy(context: StageContext, { firewall }: Pick<Stage, 'firewall'>) {
  if (context.site)
    throw new StageError('-c site is for the local stage. For a name of your own, say -c domain=audio.example.com.')
  const domain = domainOf(context)
  return {
    domain,
    site: domain && `https://${domain.name}`,
    mailSender: mailSenderOf(context),
    mailIdentity: mailIdentityOf(context),
    protect: yesOrNo('protect', context.protect) ?? false,
    firewall: yesOrNo('firewall', context.firewall) ?? firewall,
  }
}
