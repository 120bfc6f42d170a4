import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../../client/api/client'
import { runMain } from '../../local/errors'
import { startLocalCloud } from '../../local/local-cloud'
import { printSteps } from '../../local/steps'
import { openAccount } from '../support/account'
import { makeVideo } from '../support/media'
import { burst, percentile } from './burst-run'
import type { Figure } from './chart'
import { keep } from './report'

const count = 500

/** Milliseconds after which API Gateway gives a function up. */
const apiTimeout = 29_000

interface Percentiles {
  readonly p50: number
  readonly p99: number
}

/** Everything shares the cores: the limits are only those beyond which somebody would notice. */
function figuresOf(ends: Readonly<Record<string, number>>, byRoute: Readonly<Record<string, Percentiles>>): Figure[] {
  return [
    { name: 'Done', value: ends.done ?? 0, unit: 'jobs', limit: count },
    ...Object.entries(byRoute).flatMap(([route, { p50, p99 }]) => [
      { name: `${route}, p50`, value: p50, unit: 'ms', limit: apiTimeout },
      { name: `${route}, p99`, value: p99, unit: 'ms', limit: apiTimeout },
    ]),
  ]
}

/** `npm run bench:burst`: 500 small uploads at once on a local cloud of its own. Writes `docs/benchmarks/burst.json`. */
runMain(async () => {
  const cloud = await startLocalCloud({ home: '.audiolift/burst', onStep: printSteps(console.log) })
  try {
    const { addresses } = cloud
    const account = { email: `${randomUUID()}@example.org`, password: 'Correct-horse-9-battery' }
    const client = createClient({ baseUrl: addresses.page })
    await openAccount(client, addresses.inbox, account)
    const path = await makeVideo(join(mkdtempSync(join(tmpdir(), 'audiolift-burst-')), 'small.mp4'), { seconds: 1 })
    const result = await burst(addresses, account, new Uint8Array(readFileSync(path)), count)
    const ms = (numbers: readonly number[]) => ({
      calls: numbers.length,
      p50: Math.round(percentile(numbers, 0.5)),
      p99: Math.round(percentile(numbers, 0.99)),
    })
    const byRoute = Object.fromEntries(Object.entries(result.latencies).map(([route, times]) => [route, ms(times)]))
    keep('burst', `${count} uploads at once, on ${cpus().length} cores`, figuresOf(result.ends, byRoute), {
      // On the same cores: the client, and the whole local cloud.
      uploads: count,
      ends: result.ends,
      deadLetters: result.deadLetters,
      answeredWith5xx: result.refused,
      seconds: { uploaded: Math.round(result.seconds.uploaded), over: Math.round(result.seconds.over) },
      apiMilliseconds: ms(Object.values(result.latencies).flat()),
      byRoute,
    })
    return result.ends.done === count && result.deadLetters === 0 ? 0 : 1
  } finally {
    await cloud.stop()
  }
})
