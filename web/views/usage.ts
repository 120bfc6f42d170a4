import type { Client, Job } from '../../client/api/client'
import { mostJobsPerPage } from '../../protocol/limits'
import { el } from '../dom'
import { formatBytes, formatTime, formatWait } from '../format'
import { sentenceFor } from '../sentence'
import { words } from '../words'
import { section } from './section'

/** How many of the kept videos are named. */
const named = 5

/** How much of each limit is used, and which videos take the most room. */
export function createUsage(client: Client): HTMLElement {
  const text = words.settings
  const meters = el(
    'div',
    { className: 'meters' },
    ...Array.from({ length: 4 }, () => el('div', { className: 'meter' })),
  )
  const largest = el('div', { className: 'largest' })
  const load = async () => {
    try {
      const [quota, { jobs }] = await Promise.all([client.quota(), client.jobs({ limit: mostJobsPerPage })])
      const { storedBytes, activeJobs, jobsPerDay, audioSecondsPerDay } = quota
      meters.replaceChildren(
        meter(text.storedBytes, storedBytes, formatBytes),
        meter(text.activeJobs, activeJobs, String),
        meter(text.jobsPerDay, jobsPerDay, String, jobsPerDay.freesAt),
        meter(text.audioPerDay, audioSecondsPerDay, formatWait, audioSecondsPerDay.freesAt),
      )
      largest.replaceChildren(...listOf(jobs))
    } catch (error) {
      meters.replaceChildren(el('p', { className: 'failure', attributes: { role: 'alert' } }, sentenceFor(error)))
    }
  }
  void load()
  return section(text.usage, '', meters, largest)
}

interface Limit {
  readonly used: number
  readonly limit: number
}

function meter(
  label: string,
  { used, limit }: Limit,
  format: (value: number) => string,
  freesAt?: string,
): HTMLElement {
  const text = words.settings
  const bar = el('meter', { min: 0, max: limit, value: used, high: limit * 0.9, attributes: { 'aria-label': label } })
  const says = [
    text.usedOf(format(used), format(limit)),
    ...(freesAt === undefined ? [] : [text.freesAt(formatTime(freesAt))]),
  ]
  return el(
    'div',
    { className: 'meter' },
    el('span', {}, label),
    el('span', { className: 'meter-value' }, says.join('\u00a0\u00a0·\u2002')),
    bar,
  )
}

/** Of the latest hundred jobs: older ones have hardly a video left. */
function listOf(jobs: readonly Job[]): Node[] {
  const text = words.settings
  const now = new Date().toISOString()
  const kept = jobs.flatMap(({ name, source: { size, keptUntil } }) =>
    keptUntil !== undefined && keptUntil > now ? [{ name, size, keptUntil }] : [],
  )
  if (kept.length === 0) return [el('p', { className: 'hint' }, text.largestNone)]
  const most = kept.sort((one, other) => other.size - one.size).slice(0, named)
  return [
    el('h3', {}, text.largest),
    el(
      'ul',
      { className: 'plain' },
      ...most.map(({ name, size, keptUntil }) =>
        el(
          'li',
          {},
          el('span', { className: 'plain-name' }, name),
          el('span', { className: 'hint' }, `${formatBytes(size)} · ${text.keptUntil(formatTime(keptUntil))}`),
        ),
      ),
    ),
  ]
}
