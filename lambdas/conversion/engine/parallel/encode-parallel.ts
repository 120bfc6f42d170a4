import { setTimeout as sleep } from 'node:timers/promises'
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import { anyCore } from '../ffmpeg/placement'
import type { Mp3Writer } from '../mp3/mp3-writer'
import { type Encoding, mp3Format } from '../sound/encode'
import { createCrew } from './crew'
import { Dealer } from './dealer'
import { FallbackError } from './fallback'
import { splice } from './splice'
import { type Decoded, Spool } from './spool'
import { Team } from './team'

/** Milliseconds between two looks at how far the spool has grown. */
const looking = 50

export interface ParallelEncoding extends Encoding {
  /** An empty one, for spool and slices. */
  readonly directory: string
  readonly workers: number
  /** Seconds of sound, if anything is declared: it may turn out otherwise. */
  readonly duration: number | undefined
  /** Throws what is wrong with the source, as soon as it is decoded. */
  readonly check: (decoded: Decoded) => void
  /** Holds the source back from its reader, or lets it go on. */
  readonly hold: (isHeld: boolean) => void
}

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
 * @throws FallbackError when one encoder must do it; what `check` throws; `signal.reason` when aborted. No process is left.
 */
export async function encodeParallel(encoding: ParallelEncoding, mp3: Mp3Writer): Promise<ParallelOutcome> {
  const started = performance.now()
  const crew = createCrew(encoding.signal)
  const spool = new Spool(encoding, encoding.directory)
  const team = new Team(encoding, spool, encoding.directory, crew)
  const dealer = new Dealer(encoding, spool, team)

  await spool.create()
  const hear = listenTo(spool, encoding)
  const decoding = crew.start(async (signal) => {
    const decoded = await spool.decode(signal, anyCore())
    encoding.check(decoded)
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
      encoding.hold(spool.isFull)
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
  await crew.done().finally(() => encoding.hold(false))

  const { outcome } = await decoding
  return { outcome: { ...outcome, seconds: (performance.now() - started) / 1000 }, seams: await splicing }
}

/** Measures the peaks of what has been decoded since the last time: a filter of ffmpeg's takes five times the CPU. */
function listenTo(spool: Spool, encoding: Encoding) {
  const take = encoding.peaks.hear(mp3Format(encoding))
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
