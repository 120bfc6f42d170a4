import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { readAddresses } from './addresses'
import { parseLogs } from './arguments'
import { localRegion } from './cdk'
import { runMain, UserError } from './errors'
import { formatLine, isAbout, type LogEvent, type LogLine, readLine } from './log-lines'
import { pathsUnder } from './paths'
import { stopSignal } from './shutdown'

/** Milliseconds. */
const lookEvery = 1000
/** Lines reach CloudWatch late and out of order, so each look goes back a little. */
const overlapMilliseconds = 10_000
/** How far back the first look goes: a job's whole life, or what happened lately. */
const back = { job: 7 * 24 * 3600_000, everything: 10 * 60_000 }

runMain(async () => {
  const { job, stage, follow } = parseLogs(process.argv.slice(2))
  const signal = stopSignal()
  const client = clientFor(stage)
  const seen = new Set<string>()
  let since = Date.now() - (job ? back.job : back.everything)
  for (;;) {
    const began = Date.now()
    const lines = await newLines(client, stage, since, job, seen)
    for (const line of lines.sort((a, b) => a.at - b.at)) console.log(formatLine(line, job))
    if (!follow || signal.aborted) return 0
    since = began - overlapMilliseconds
    // Rejects at once when the signal is aborted, and leaves no listener behind.
    await sleep(lookEvery, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return 0
  }
})

/** The stage's CloudWatch: the emulator's for `local`, otherwise that of the current AWS profile's account. */
function clientFor(stage: string): CloudWatchLogsClient {
  if (stage !== 'local') return new CloudWatchLogsClient({})
  const addresses = readAddresses(pathsUnder().addresses)
  if (!addresses)
    throw new UserError('Audiolift is not running here: start it with `npm start`, or name another stage with --stage.')
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  return new CloudWatchLogsClient({ endpoint: addresses.emulator, region: localRegion, credentials })
}

async function newLines(
  client: CloudWatchLogsClient,
  stage: string,
  since: number,
  job: string | undefined,
  seen: Set<string>,
): Promise<LogLine[]> {
  const groups = await groupsOf(client, stage)
  const events = (await Promise.all(groups.map((group) => eventsOf(client, group, since, job)))).flat()
  const fresh = events.filter((event) => {
    const key = JSON.stringify(event)
    return !seen.has(key) && seen.add(key)
  })
  return fresh.flatMap((event) => {
    const line = readLine(event)
    return line && (!job || isAbout(line, job)) ? [line] : []
  })
}

async function groupsOf(client: CloudWatchLogsClient, stage: string): Promise<string[]> {
  const names: string[] = []
  try {
    for (const prefix of ['', '/aws/vendedlogs'])
      for await (const page of paginateDescribeLogGroups(
        { client },
        { logGroupNamePrefix: `${prefix}/audiolift/${stage}/` },
      ))
        for (const { logGroupName } of page.logGroups ?? []) if (logGroupName) names.push(logGroupName)
  } catch (error) {
    throw new UserError(
      `The logs of stage ${stage} cannot be read: ${error instanceof Error && error.message ? error.message : 'nothing answers'}`,
    )
  }
  if (names.length === 0) throw new UserError(`Stage ${stage} has no logs: is it deployed in this account and region?`)
  return names
}

/** With a quoted term, CloudWatch itself searches. */
async function eventsOf(
  client: CloudWatchLogsClient,
  group: string,
  since: number,
  job: string | undefined,
): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  const query = { logGroupName: group, startTime: since, ...(job ? { filterPattern: `"${job}"` } : {}) }
  for await (const page of paginateFilterLogEvents({ client }, query)) {
    for (const { logStreamName, timestamp, message } of page.events ?? []) {
      events.push({ group, stream: logStreamName ?? '', timestamp: timestamp ?? 0, message: message ?? '' })
    }
  }
  return events
}
