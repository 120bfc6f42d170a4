import { work } from '../../lambdas/conversion/work'
import { createApp as createImportsApp } from '../../lambdas/imports/app'
import { fetchSource } from '../../lambdas/imports/fetch'
import type { OpenRemote } from '../../lambdas/imports/remote/file'
import { createApp as createJobsApp } from '../../lambdas/jobs/app'
import { arrive } from '../../lambdas/jobs/arrive'
import type { JobRef } from '../../lambdas/jobs/domain'
import { giveUp } from '../../lambdas/jobs/give-up'
import type { AudioStore, JobEvent, JobStore, SourceStore } from '../../lambdas/jobs/ports'
import { relay } from '../../lambdas/jobs/relay'
import { sweep } from '../../lambdas/jobs/sweep'
import { notify } from '../../lambdas/notifications/notify'
import { queueHandler, streamHandler } from '../../lambdas/shared/batch'
import { createApp as createUploadsApp } from '../../lambdas/uploads/app'
import { idAt, terms } from '../support/jobs'
import { engineOf, type Output, outputsOf } from './engine'
import type { Faults } from './faults'
import { type Mutation, mutatedJobs } from './mutations'
import { audioOf, jobsOf, outboxOf, sourcesOf } from './ports'
import type { Process } from './process'
import type { QueueHandler } from './queue'
import type { Random } from './random'
import type { StreamHandler } from './stream'

/** Bytes. */
const maxSize = 1024 ** 3

/** What the functions reach of the world, beside the process that runs them. */
export interface FunctionsWorld {
  readonly random: Random
  readonly faults: Faults
  readonly mutation: Mutation | undefined
  readonly stores: { readonly jobs: JobStore; readonly sources: SourceStore; readonly audio: AudioStore }
  putOutput(output: Output): void
  mailed(text: string): void
  readonly remote: { readonly openBy: (process: Process) => OpenRemote }
  fetch(ref: JobRef): void
  convert(ref: JobRef): void
  publish(event: JobEvent): void
}

/**
 * The composition roots, as in `*.lambda.ts`: the real handlers, with ports on which everything is an effect of the process
 * that runs them.
 */
export function functionsOf(world: FunctionsWorld) {
  const { random, faults, stores, mutation } = world
  let ids = 0

  const common = (process: Process) => ({
    jobs: jobsOf(process, mutatedJobs(stores.jobs, process.kind, mutation)),
    sources: sourcesOf(process, stores.sources),
    audio: audioOf(process, stores.audio),
    terms,
    quotas: world.faults.quotas,
    now: process.now,
    log: process.log,
  })

  const queued =
    (handle: (process: Process) => (body: string) => Promise<void>): QueueHandler =>
    (process) =>
      queueHandler(handle(process), process.log)

  const newIds = {
    newId: () => {
      ids += 1
      return idAt(ids)
    },
    newSecret: () => 'c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIz',
  }

  const relayed: StreamHandler = (process, written) =>
    streamHandler(async ({ dynamodb }) => {
      const { before, after } = written(dynamodb?.SequenceNumber)
      if (after && after.state !== 'removed' && before?.state !== 'removed')
        await relay({ outbox: outboxOf(process, world), log: process.log }, before, after)
    }, process.log)

  return {
    'uploads api': (process: Process) => createUploadsApp({ ...common(process), ...newIds, maxSize }),
    'imports api': (process: Process) =>
      createImportsApp({
        ...common(process),
        ...newIds,
        importPartSize: 500,
        importPolicy: { http: false, trustedHosts: [] },
      }),
    'jobs api': (process: Process) => createJobsApp(common(process)),
    sweep: (process: Process) => sweep(common(process)),
    relay: relayed,
    fetch: queued((process) => {
      const runTime = 120_000
      const deps = { ...common(process), maxSize, open: world.remote.openBy(process), runTime, every: process.every }
      return (body) => fetchSource(deps, body)
    }),
    arrive: queued((process) => (body) => arrive(common(process), body)),
    giveUp: queued((process) => (body) => giveUp(common(process), body)),
    work: queued((process) => {
      const deps = {
        ...common(process),
        outputs: outputsOf(process, (output) => world.putOutput(output)),
        convert: engineOf(process, random, faults),
        machine: { ffmpeg: 'ffmpeg', encoder: 'slice-encoder' },
        every: process.every,
        inFolder: <T>(use: (folder: string) => Promise<T>) => use(process.name),
      }
      return (body) => work(deps, body)
    }),
    notify: queued((process) => {
      const deps = {
        ...common(process),
        site: 'https://audiolift.test',
        addressOf: () => process.effect('read address', () => 'ada@example.org'),
        send: (mail: { readonly text: string }) => process.effect('send mail', () => world.mailed(mail.text)),
      }
      return (body) => notify(deps, body)
    }),
  }
}
