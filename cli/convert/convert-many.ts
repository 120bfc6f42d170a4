import { flagOf } from '../../options/flags'
import { explain, type Failure } from '../errors'
import { type ExitCode, exitCodes } from '../exit-codes'
import { bytesText, durationText, printable } from '../terminal/format'
import { type Conversion, type Converted, convertOne, expectedPath, type Stage } from './convert-one'
import { outputExists } from './download'
import type { Input } from './inputs'

export type Outcome = { readonly input: Input } & (Converted | { readonly state: 'failed'; readonly failure: Failure })

export interface Batch extends Omit<Conversion, 'onStage'> {
  readonly json: boolean
  /** Inputs converted at the same time. */
  readonly parallel: number
}

/**
 * Converts some inputs, a few at a time, and reports the result of each as soon as it is known. One failure does not stop the others, unless all
 * would fail (not signed in, no connection, no quota).
 *
 * @throws the signal's reason
 */
export async function convertMany(inputs: readonly Input[], batch: Batch): Promise<Outcome[]> {
  const { signal } = batch.world
  const outcomes: Outcome[] = []
  const taken = new Set<string>()
  const queue = inputs.values()
  let stopped = false

  async function lane(): Promise<void> {
    for (let next = queue.next(); !next.done && !stopped; next = queue.next()) {
      const outcome = await outcomeOf(next.value, batch, taken)
      signal.throwIfAborted()
      outcomes.push(outcome)
      tell(outcome, batch)
      if (outcome.state === 'failed' && concernsAll(outcome.failure)) stopped = true
    }
  }

  const lanes = Array.from({ length: Math.min(batch.parallel, inputs.length) }, lane)
  await Promise.allSettled(lanes)
  signal.throwIfAborted()
  await Promise.all(lanes)
  return outcomes
}

/** The exit code of the worst result. */
export function exitCodeOf(outcomes: readonly Outcome[]): ExitCode {
  const codes = outcomes.map((outcome) => (outcome.state === 'failed' ? outcome.failure.exitCode : exitCodes.ok))
  return codes.find((code) => code > exitCodes.failed) ?? codes.find((code) => code !== exitCodes.ok) ?? exitCodes.ok
}

function concernsAll({ exitCode }: Failure): boolean {
  return exitCode !== exitCodes.failed
}

async function outcomeOf(input: Input, batch: Batch, taken: Set<string>): Promise<Outcome> {
  const line = batch.world.terminal.progress()
  try {
    const path = expectedPath(input, batch.options)
    if (path !== undefined && taken.has(path)) throw outputExists(path)
    if (path !== undefined) taken.add(path)
    const onStage = (stage: Stage) => line.show(`${printable(input.label)}  ${stageText(stage)}`)
    return { input, ...(await convertOne(input, { ...batch, onStage })) }
  } catch (error) {
    return { input, state: 'failed', failure: explain(error, flagOf) }
  } finally {
    line.done()
  }
}

/** What a progress line says of a stage. */
export function stageText(stage: Stage): string {
  const percent = (share: number) => `${Math.floor(100 * share)} %`
  const of = (bytes: number, total: number) =>
    `${percent(total === 0 ? 0 : bytes / total)}  ${bytesText(bytes)} of ${bytesText(total)}`
  if (stage.name === 'preparing') return `preparing ${percent(stage.share)}`
  if (stage.name === 'sending') return `sending ${of(stage.sentBytes, stage.totalBytes)}`
  if (stage.name === 'downloading') return `downloading ${of(stage.bytes, stage.totalBytes)}`
  const left = stage.etaSeconds === undefined ? '' : `  ${durationText(stage.etaSeconds)} left`
  return `converting ${percent(stage.percent / 100)}${left}`
}

function tell(outcome: Outcome, { json, world: { terminal } }: Batch): void {
  const { label } = outcome.input
  if (json) terminal.result(JSON.stringify(documentOf(outcome)))
  if (outcome.state === 'failed') terminal.tell(`${printable(label)}: ${printable(outcome.failure.message)}`)
  else if (!json && outcome.state === 'skipped')
    terminal.tell(`${printable(label)}: skipped, ${printable(outcome.output)} is there already.`)
  else if (!json && outcome.state === 'done') {
    const { audio } = outcome.job ?? {}
    const about = audio ? `  ${durationText(audio.duration)}, ${bytesText(audio.size)}` : ''
    const saved = outcome.savedBytes ? ` (${bytesText(outcome.savedBytes)} not sent)` : ''
    terminal.result(`${printable(label)} → ${terminal.strong(printable(outcome.output))}${about}${saved}`)
  }
}

/** For programs: one line per input. */
function documentOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { input, state } = outcome
  if (outcome.state === 'failed') return { input: input.label, state, error: outcome.failure }
  const { output, job, savedBytes } = outcome
  return { input: input.label, state, output, ...(job && { job }), ...(savedBytes !== undefined && { savedBytes }) }
}
