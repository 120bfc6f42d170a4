import { ConversionError } from '../model/reasons'
import { requireWhole } from '../sound/diagnose'
import type { Plan } from '../sound/plan'
import { copySound } from './copy'
import { handOver, requireRoom, sizeOf } from './make-file'
import type { Verified } from './verified'

/** The sound as it is, where that is wanted; `undefined` where it must be encoded, as it cannot be copied after all. */
export async function copied(plan: Plan): Promise<Verified | undefined> {
  const { copy: format, stream, sink, limits } = plan
  if (!format) return undefined
  const copy = await copySound({ ...plan, format }).catch((error: unknown) => {
    const isOnlyTheCopy = error instanceof ConversionError && ['system', 'unsupported-codec'].includes(error.reason)
    if (isOnlyTheCopy && plan.options.format !== 'copy') return undefined
    throw error
  })
  if (!copy) return undefined
  const { path, outcome, summary, bitrate } = copy
  const size = requireRoom(await sizeOf(path), limits)
  requireWhole({ ...plan, outcome, summary }, stream.sampleRate)
  const output = await handOver(sink, path, format.contentType)
  const { sampleRate, channels = 2 } = stream
  const facts = {
    size,
    ...(bitrate !== undefined && { bitrate }),
    sampleRate,
    channels,
    mode: 'copy',
    workers: 0,
  } as const
  return { format, outcome, summary, facts, finish: () => output.finish() }
}
