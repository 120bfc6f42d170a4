import type { Row } from '../../lambdas/jobs/domain'
import { ada, bob, newYear } from '../support/jobs'
import { asOwner } from '../support/request'
import { type Reach, type Reply, use } from './client'
import type { Ending } from './lambda'
import type { Broken, Wish } from './ledger'
import { Process } from './process'
import { judgeHistory } from './promises'
import { World, type WorldOptions } from './world'

const minute = 60_000
const day = 24 * 60 * minute

export interface Outcome {
  readonly seed: number
  readonly broken: readonly Broken[]
  readonly kills: ReadonlyMap<string, number>
  /** Milliseconds. */
  readonly recoveries: readonly number[]
  readonly jobs: number
  /** Final states that were reached; a job may reach more than one, if it is tried again. */
  readonly ends: readonly Row['state'][]
  readonly mails: number
  /** Mails that were sent once more: their sender was killed, or stood still, before the mark. */
  readonly repeatedMails: number
  readonly lines: readonly string[]
}

/** Runs one world from the first request until its last job is removed, and judges it. The same seed gives the same history. */
export async function simulate(options: WorldOptions): Promise<Outcome> {
  const world = new World(options)
  const reservations = startClients(world)
  await world.scheduler.runUntil(newYear + 9 * day)
  if (world.defects.length > 0) throw world.defects[0]
  const { ledger } = world
  judgeHistory(world, {
    reservations: reservations.size,
    writes: world.stores.jobs.writes,
    rows: [...world.rows.values()],
    untold: world.stream.backlog,
    isUndelivered: (id) => world.undelivered.has(id),
  })
  return {
    seed: options.seed,
    broken: ledger.broken,
    kills: world.faults.kills,
    recoveries: ledger.recoveries,
    jobs: world.stores.jobs.writes.filter(({ before }) => !before).length,
    ends: ledger.ends.map(({ job }) => job.state),
    mails: [...ledger.mails.values()].reduce((sum, count) => sum + count, 0),
    repeatedMails: [...ledger.mails.values()].reduce((sum, count) => sum + count - 1, 0),
    lines: ledger.lines,
  }
}

/** The keys under which they reserve: each key makes one job at most, however often its request is repeated. */
function startClients(world: World): ReadonlySet<string> {
  const reservations = new Set<string>()
  const count = world.random.whole(1, 4)
  for (let number = 1; number <= count; number += 1) {
    const owner = world.random.pick([ada, bob])
    const process = new Process('client', `client ${number}`, world.surroundings)
    void use(process, world.random, world.faults.habits, reachOf(world, process, owner, reservations))
  }
  return reservations
}

/** The HTTP API, as far as it is one: each request runs the room's app, and its answer may get lost. */
function reachOf(world: World, client: Process, owner: string, reservations: Set<string>): Reach {
  return {
    call: (room, method, path, body, key) =>
      new Promise((resolve) => {
        const { scheduler, faults, ledger } = world
        const [, , , id, verb] = path.split('/')
        const wish = wishOf(method, verb)
        if (id && wish) ledger.wish(id, wish)
        if ((path === '/v1/uploads' || path === '/v1/imports') && key !== undefined) reservations.add(key)
        client.say(`${method} ${path}`)
        const answer = (reply: Reply | undefined) => {
          const isLost = !reply || faults.happens(faults.weather.loseAnswer)
          client.say(isLost ? 'no answer' : `${reply.status} for ${method} ${path}`)
          scheduler.after(isLost ? minute / 2 : faults.latency(), () =>
            client.resume(() => resolve(isLost ? undefined : reply)),
          )
        }
        const request = async (process: Process): Promise<Reply> => {
          const headers = {
            ...(body !== undefined && jsonType),
            ...(key !== undefined && { 'Idempotency-Key': `"${key}"` }),
          }
          const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
          const response = await world.functions[room](process).request(path, init, asOwner(owner))
          const text = await response.text()
          return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
        }
        const ended = (ending: Ending<Reply>) => {
          const reply = ending.how === 'returned' ? ending.value : undefined
          if (id && verb === 'complete' && reply?.status === 202) ledger.acknowledge(id)
          if (path === '/v1/imports' && reply?.status === 201)
            ledger.acknowledge((reply.body as { readonly job: { readonly id: string } }).job.id)
          answer(reply)
        }
        scheduler.after(faults.latency(), () => world.lambda.call(room, request, ended))
      }),
    uploadOf: (id) => world.stores.jobs.row({ owner, id }),
    offer: (name, kind) => world.remote.offer(name, kind),
    receive: (upload, bytes) => world.stores.sources.receive(upload, 1, bytes),
  }
}

const jsonType = { 'Content-Type': 'application/json' }

function wishOf(method: string, verb: string | undefined): Wish | undefined {
  if (method === 'DELETE') return 'remove'
  return verb === 'cancel' || verb === 'retry' ? verb : undefined
}
