import { setTimeout as sleep } from 'node:timers/promises'
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import { anyCore } from '../ffmpeg/placement'
import type { Mp3Writer } from '../mp3/mp3-writer'
import { type Decoded, requireWhole } from '../sound/diagnose'
import type { Plan } from '../sound/plan'
import { createCrew } from './crew'
import { Dealer } from './dealer'
import { FallbackError } from './fallback'
import { splice } from './splice'
import { Spool } from './spool'
import { Team } from './team'

/** Milliseconds between two looks at how far the spool has grown. */
const looking = 50

export interface ParallelOutcome {
  /** The decoder's, with the time that it and the encoders took. */
  readonly outcome: FfmpegOutcome
  /** The frames that parts but the first begin with. */
  readonly seams: readonly number[]
}

/**
 * Decodes once into a spool, encodes slices of it with an encoder each while it grows, and splices them, as they are ready, into
 * one gapless MP3.
 *
 * @param plan whose directory is empty: spool and slices go there
 * @throws FallbackError when one encoder must do it; ConversionError with what is wrong with the source, as soon as it is decoded;
 *   `signal.reason` when aborted. No process is left.
 */
export async function encodeParallel(plan: Plan, mp3: Mp3Writer): Promise<ParallelOutcome> {
  const started = performance.now()
  const crew = createCrew(plan.signal)
  const spool = new Spool(plan)
  const team = new Team(plan, spool, crew)
  const dealer = new Dealer(plan, spool, team)

  await spool.create()
  const hear = listenTo(spool, plan)
  const decoding = crew.start(async (signal) => {
    const decoded = await spool.decode(signal, anyCore())
    requireWhole({ ...plan, ...decoded }, plan.pcm.sampleRate)
    return decoded
  })
  let isDecoding = true
  const decoded = decoding.finally(() => {
    isDecoding = false
  })
  // The crew tells of its failure.
  decoded.catch(() => {})
  crew.start(async (signal) => {
    while (isDecoding) {
      await spool.look()
      // Before a block is removed.
      await hear()
      await dealer.deal(true)
      plan.server.hold(spool.isFull)
      await Promise.race([sleep(looking, undefined, { signal }), team.changed, decoded])
    }
    const samples = samplesOf(await decoding)
    await hear()
    await dealer.complete(samples)
    while (dealer.hasWork) {
      await dealer.deal(false)
      await Promise.race([sleep(10 * looking, undefined, { signal }), team.changed])
    }
  })
  const splicing = crew.start(async (signal) => {
    const seams = await splice(team.slices(signal), mp3)
    const { mp3Problem } = mp3.inspect(samplesOf(await decoding))
    if (mp3Problem !== undefined) throw new FallbackError('encoder', mp3Problem)
    return seams
  })
  await crew.done().finally(() => plan.server.hold(false))

  const { outcome } = await decoding
  return { outcome: { ...outcome, seconds: (performance.now() - started) / 1000 }, seams: await splicing }
}

/** Measures the peaks of what has been decoded since the last time: a filter of ffmpeg's takes five times the CPU. */
function listenTo(spool: Spool, { peaks, pcm }: Plan) {
  const take = peaks.hear(pcm)
  let heard = 0
  return async (): Promise<void> => {
    for await (const samples of spool.samples(heard)) {
      take(samples)
      heard += samples.length
    }
  }
}

function samplesOf({ summary }: Decoded): number {
  return summary?.samplesEncoded ?? 0
}
