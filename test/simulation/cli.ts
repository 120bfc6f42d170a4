import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { simulate } from './simulate'
import { count, detailsOf, emptyTally, merge, neglected, type Tally, tableOf } from './tally'

const usage = `npm run simulate [-- --seeds N] [-- --from N] [-- --seed N]

  --seeds N   so many worlds (200 unless told), on all cores
  --from N    the first one's seed (1 unless told)
  --seed N    this one only, with its history
  --details   also how often each kill point was hit, and what else was counted`

/** What a child process reports. */
type Report = { readonly failed: number } | { readonly tally: Tally }

function number(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`“${text}” is not a number of seeds.`)
  return value
}

class UsageError extends Error {}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      share: { type: 'string' },
      details: { type: 'boolean', default: false },
    },
  })
  if (values.seed !== undefined) return replay(number(values.seed))
  const from = number(values.from)
  const to = from + number(values.seeds)
  if (values.share !== undefined) return runShare(from, to, values.share)
  return runAll(from, to, values.details)
}

/** Prints the history of one seed. */
async function replay(seed: number): Promise<number> {
  const { lines, broken } = await simulate({ seed, isTraced: true })
  console.log(lines.join('\n'))
  console.log(broken.length === 0 ? `\nSeed ${seed}: all promises hold.` : `\nSeed ${seed} breaks ${broken.length}:`)
  for (const { promise, what } of broken) console.log(`  ${promise}: ${what}`)
  return broken.length === 0 ? 0 : 1
}

/** A child's part: every so-and-so-many-th seed. */
async function runShare(from: number, to: number, share: string): Promise<number> {
  const [first = 0, step = 1] = share.split('/').map(Number)
  const tally = emptyTally()
  for (let seed = from + first; seed < to; seed += step) {
    const outcome = await simulate({ seed, isTraced: false })
    if (outcome.broken.length > 0) process.send?.({ failed: seed } satisfies Report)
    count(tally, outcome)
  }
  process.send?.({ tally } satisfies Report)
  return 0
}

async function runAll(from: number, to: number, withDetails: boolean): Promise<number> {
  const start = performance.now()
  const tally = emptyTally()
  const failed: number[] = []
  const children = Math.max(1, Math.min(availableParallelism(), to - from))
  await Promise.all(
    Array.from(
      { length: children },
      (_, index) =>
        new Promise<void>((resolve, reject) => {
          const range = ['--from', String(from), '--seeds', String(to - from), '--share', `${index}/${children}`]
          const child = fork(process.argv[1] ?? '', range)
          child.on('message', (report: Report) => {
            if ('tally' in report) merge(tally, report.tally)
            else failed.push(report.failed)
          })
          child.once('error', reject)
          child.once('close', (code) =>
            code === 0 ? resolve() : reject(new Error(`A simulation ended with ${code}.`)),
          )
        }),
    ),
  )
  const worst = Math.min(...failed)
  if (failed.length > 0) await replay(worst)
  if (withDetails) console.log(`${detailsOf(tally)}\n`)
  console.log(tableOf(tally))
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`\n${tally.seeds} seeds in ${seconds} s on ${children} cores; ${repeats(tally)}`)
  const seldom = neglected(tally)
  if (seldom.length > 0) console.log(`Hit too seldom: ${seldom.join('; ')}`)
  if (failed.length > 0)
    console.log(`${failed.length} seeds failed, ${worst} the first. See it again: npm run simulate -- --seed ${worst}`)
  return failed.length === 0 && seldom.length === 0 ? 0 : 1
}

/** Duplicates that no sender can rule out: it died between SES's acceptance and its mark. */
function repeats({ mails, repeatedMails }: Tally): string {
  return `${repeatedMails} of ${mails} mails were repeats (${((100 * repeatedMails) / Math.max(1, mails)).toFixed(1)} %)`
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const isTheirs = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
    console.error(isTheirs ? `${error.message}\n\n${usage}` : error)
    process.exitCode = 1
  },
)
