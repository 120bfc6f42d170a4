import { join } from 'node:path'
import type { Plan } from '../sound/plan'
import type { Crew } from './crew'
import { encodeSlice, type Slice } from './slice-encoder'
import { overlapFrames, preRoll } from './slices'
import type { Spool } from './spool'

export interface Member {
  readonly start: number
  readonly end: number | undefined
  /** The frame that it is at. */
  readonly position: number
  readonly isAtWork: boolean
}

interface Worker extends Member, Slice {
  end: number | undefined
  position: number
  isAtWork: boolean
  /** Ends it without a result. */
  readonly dismissal: AbortController
  /** Ends it in good order. */
  readonly enough: AbortController
  done: Promise<void>
}

/** The encoders at work on one spool, each on its slice. */
export class Team {
  private workers: Worker[] = []
  private begun = 0
  /** @see changed */
  private announce: () => void = () => {}
  private change: Promise<void> = Promise.resolve()

  constructor(
    private readonly plan: Plan,
    private readonly spool: Spool,
    private readonly crew: Crew,
  ) {
    this.listen()
  }

  /** In the order of the sound. */
  get members(): readonly Member[] {
    return this.workers
  }

  /** How many have not ended yet. */
  get atWork(): number {
    return this.workers.filter(({ isAtWork }) => isAtWork).length
  }

  /** When next an encoder has begun or ended. */
  get changed(): Promise<void> {
    return this.change
  }

  begin(start: number, end: number | undefined): void {
    const { plan, spool } = this
    const { sampleRate, frameSamples } = plan.pcm
    const first = Math.max(start - preRoll, 0)
    const path = join(plan.directory, `slice-${start}-${this.begun++}.mp3`)
    const [dismissal, enough] = [new AbortController(), new AbortController()]
    const worker: Worker = {
      start,
      end,
      path,
      position: start,
      isAtWork: true,
      dismissal,
      enough,
      done: Promise.resolve(),
    }
    const onSeconds = (seconds: number) => {
      worker.position = first + Math.floor((seconds * sampleRate) / frameSamples)
      this.stopIfEnough(worker)
      this.report()
    }
    worker.done = this.crew.start(async (crewSignal) => {
      const signal = AbortSignal.any([crewSignal, dismissal.signal])
      const input = spool.input(start)
      try {
        await encodeSlice({ plan, slice: () => worker, input, signal, enough: enough.signal, onSeconds })
      } catch (error) {
        if (!dismissal.signal.aborted || crewSignal.aborted) throw error
      }
      worker.isAtWork = false
      this.listen()
    })
    this.workers = [...this.workers, worker].sort((one, other) => one.start - other.start)
    this.listen()
  }

  /** Leaves what comes behind `end` to another. */
  shorten(member: Member, end: number): void {
    const worker = this.workerOf(member)
    worker.end = end
    this.stopIfEnough(worker)
  }

  /** Sends one away, with all that it has done. */
  async dismiss(member: Member): Promise<void> {
    const worker = this.workerOf(member)
    this.workers = this.workers.filter((each) => each !== worker)
    worker.dismissal.abort()
    await worker.done
  }

  /** The slices in the order of the sound, each as soon as it is encoded, up to the one that goes to the end. */
  async *slices(signal: AbortSignal): AsyncGenerator<Slice> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    for (let start: number | undefined = 0; start !== undefined; ) {
      signal.throwIfAborted()
      const next = this.workers.find((worker) => worker.start === start && !worker.isAtWork)
      if (next) {
        yield next
        start = next.end
      } else await Promise.race([this.changed, aborted])
    }
  }

  private workerOf(member: Member): Worker {
    const found = this.workers.find((worker) => worker === member)
    if (!found) throw new TypeError(`no encoder begins at ${member.start}`)
    return found
  }

  private stopIfEnough({ position, end, enough, isAtWork }: Worker): void {
    // What is at work in the encoder comes out when it is stopped, but for the last frames.
    if (isAtWork && end !== undefined && position > end + overlapFrames + 1) enough.abort()
  }

  private report(): void {
    const { onSeconds, pcm } = this.plan
    const frames = this.workers.reduce(
      (sum, { start, end, position }) => sum + Math.max(Math.min(position, end ?? position) - start, 0),
      0,
    )
    onSeconds((frames * pcm.frameSamples) / pcm.sampleRate)
  }

  private listen(): void {
    this.announce()
    this.change = new Promise((resolve) => {
      this.announce = resolve
    })
  }
}
