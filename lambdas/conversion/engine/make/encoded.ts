import { parseSummary } from '../ffmpeg/summary'
import { mp3 } from '../formats/mp3'
import { diagnose, requireWhole } from '../sound/diagnose'
import type { Plan } from '../sound/plan'
import { handOver, makeFile, requireRoom, sizeOf, verifyFile } from './make-file'
import { makeMp3 } from './make-mp3'
import type { Verified } from './verified'

/** The sound as a file of the format that is wanted. */
export function encoded(plan: Plan): Promise<Verified> {
  return plan.format === mp3 ? encodedMp3(plan) : encodedFile(plan)
}

async function encodedMp3(plan: Plan): Promise<Verified> {
  const { outcome, mp3: writer, ...made } = await makeMp3(plan)
  const summary = parseSummary(outcome.stderr)
  const file = writer.inspect(summary?.samplesEncoded)
  const error = diagnose({ ...plan, outcome, summary, ...file })
  if (error) throw error
  if (!file.mp3 || !summary) throw new TypeError('verified, but not whole')
  const { bitrate, sampleRate, channels } = file.mp3
  const facts = { size: file.outputSize, ...(bitrate !== undefined && { bitrate }), sampleRate, channels, ...made }
  return { format: mp3, outcome, summary, facts, finish: () => writer.finish() }
}

async function encodedFile(plan: Plan): Promise<Verified> {
  const { format } = plan
  const { sampleRate, channels } = plan.pcm
  const { outcome, path } = await makeFile(plan)
  const size = requireRoom(await sizeOf(path), plan.limits)
  const summary = parseSummary(outcome.stderr)
  requireWhole({ ...plan, outcome, summary }, sampleRate)
  if (!summary) throw new TypeError('verified, but not counted')
  await verifyFile(plan, path, summary.samplesEncoded)
  const output = await handOver(plan.sink, path, format.contentType)
  const facts = { size, sampleRate, channels, mode: 'single', workers: 1 } as const
  return { format, outcome, summary, facts, finish: () => output.finish() }
}
