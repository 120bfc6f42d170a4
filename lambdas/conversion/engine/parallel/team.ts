import { join } from 'node:path'
import type { Encoding } from '../encode'
import type { Crew } from './crew'
import { OVERLAP } from './plan'
import { encodeSlice, type Slice } from './slice-encoder'

interface Member {
  readonly slice: Slice
  readonly stop: AbortController
  readonly done: Promise<void>
  /** Of sound, encoded so far. */
  seconds: number
  isAtWork: boolean
}

/** The encoders at work on one spool, each on its slice. */
export class Team {
  private members: Member[] = []

  constructor(
    private readonly encoding: Encoding,
    private readonly spool: string,
    private readonly directory: string,
    private readonly crew: Crew,
  ) {}

  /** In the order of the sound. */
  get slices(): readonly Slice[] {
    return this.members.map(({ slice }) => slice)
  }

  /** Where the sound is that no encoder has been given yet. */
  get end(): number {
    return this.members.at(-1)?.slice.end ?? 0
  }

  /** How many have not ended yet. */
  get atWork(): number {
    return this.members.filter(({ isAtWork }) => isAtWork).length
  }

  /** @param samples of the whole sound, for the slice that goes to its end */
  begin(start: number, end: number | undefined, samples = 0): void {
    const { encoding, spool } = this
    const slice = { start, end, path: join(this.directory, `slice-${start}.mp3`) }
    const stop = new AbortController()
    const onSeconds = (seconds: number) => {
      member.seconds = seconds
      encoding.onSeconds(this.members.reduce((sum, each) => sum + each.seconds, 0))
    }
    const done = this.crew.start(async (crewSignal) => {
      const signal = AbortSignal.any([crewSignal, stop.signal])
      try {
        await encodeSlice({ encoding, slice, spool, samples, signal, onSeconds })
      } catch (error) {
        const isAlone = stop.signal.aborted && !crewSignal.aborted
        if (!isAlone) throw error
      }
      member.isAtWork = false
    })
    const member: Member = { slice, stop, done, seconds: 0, isAtWork: true }
    this.members.push(member)
  }

  /** Stops the encoders that wait for more frames than there are. */
  async stopBeyond(frames: number): Promise<void> {
    const beyond = this.members.filter(({ slice: { end } }) => end !== undefined && end + OVERLAP > frames)
    this.members = this.members.filter((member) => !beyond.includes(member))
    for (const { stop } of beyond) stop.abort()
    // A new encoder may write where an old one did.
    for (const { done } of beyond) await done
  }
}
