import type { Plan } from '../sound/plan'
import { framesOf, handOver, planStarts, rest, splitOf } from './slices'
import type { Spool } from './spool'
import type { Member, Team } from './team'

/** A slice this many times shorter than one that pays from the start is still worth an encoder that has nothing else to do. */
const cheaper = 1.5

/**
 * Gives the sound to encoders: as planned while it is decoded, and afterwards so that all are at work up to the end, by handing
 * half of what one has left to the next that is free.
 */
export class Dealer {
  /** First frames of slices that no encoder has yet, in order. */
  private due: number[]
  /** Blocks whose beginning was dealt. */
  private blocks = 1
  private readonly least: number
  private isComplete = false

  constructor(
    private readonly plan: Plan,
    private readonly spool: Spool,
    private readonly team: Team,
  ) {
    this.due = this.firstStarts()
    this.least = framesOf(plan.limits.minSliceSeconds / cheaper, plan.pcm)
  }

  /** Whether there is something that no encoder has ended. */
  get hasWork(): boolean {
    return this.due.length > 0 || this.team.atWork > 0
  }

  /** Gives work to encoders that have none, and removes what nobody needs any more. @param isDecoding the decoder has a core */
  async deal(isDecoding: boolean): Promise<void> {
    const { spool, team } = this
    for (; this.blocks < spool.starts.length; this.blocks++) this.due.push(spool.starts[this.blocks] as number)
    const cores = this.plan.workers - (isDecoding && !spool.isFull ? 1 : 0)
    // While a planned slice is due, free workers wait for it.
    while (team.atWork < cores && (this.beginDue() || (this.due.length === 0 && this.share())));
    const wanted = [...this.due, ...team.members.filter(({ isAtWork }) => isAtWork).map(({ start }) => start)]
    if (wanted.length > 0) await spool.release(Math.min(...wanted))
  }

  /** Deals what is left, now that the sound's end is known. @param samples of all of it, per channel */
  async complete(samples: number): Promise<void> {
    const { spool, team } = this
    await spool.complete(samples)
    this.isComplete = true
    const { frames } = spool
    this.due = this.due.filter((start) => start <= frames - rest)
    for (const member of team.members.filter(({ start }) => start > frames - rest)) await team.dismiss(member)
    const last = team.members.at(-1)
    if (last && last.start >= (this.due.at(-1) ?? 0)) this.due.push(await this.restOf(last, frames))
    else if (!last && this.due.length === 0) this.due.push(0)
  }

  /** Where what the last one leaves begins. */
  private async restOf(last: Member, frames: number): Promise<number> {
    if (!last.isAtWork && last.end !== undefined) return last.end
    const border = handOver(last, frames)
    if (border === undefined) {
      await this.team.dismiss(last)
      return last.start
    }
    this.team.shorten(last, border)
    return border
  }

  private beginDue(): boolean {
    const [start] = this.due
    if (start === undefined || start > this.spool.frames) return false
    this.due.shift()
    this.team.begin(start, this.endOf(start))
    return true
  }

  /** The next slice's start, or the block's end; `undefined` for the sound's. */
  private endOf(start: number): number | undefined {
    const later = [...this.due, ...this.team.members.map((member) => member.start)].filter((each) => each > start)
    if (later.length === 0 && this.isComplete) return undefined
    return Math.min(...later, this.isComplete ? Number.POSITIVE_INFINITY : this.spool.endOf(this.spool.blockOf(start)))
  }

  private share(): boolean {
    const { spool, team } = this
    const [busiest] = team.members
      .filter(({ isAtWork }) => isAtWork)
      .map((member) => ({ member, end: member.end ?? spool.frames }))
      .sort((one, other) => other.end - other.member.position - (one.end - one.member.position))
    const border = busiest && splitOf({ ...busiest.member, end: busiest.end }, this.least)
    if (!busiest || border === undefined || border > spool.frames) return false
    const { end } = busiest.member
    team.shorten(busiest.member, border)
    team.begin(border, end)
    return true
  }

  /** The first block's slices, by the declared duration. With two cores, the second slice's start is found when it is due. */
  private firstStarts(): number[] {
    const { duration, workers, pcm } = this.plan
    const { sampleRate, frameSamples } = pcm
    const frames = Math.floor(((duration ?? 0) * sampleRate) / frameSamples)
    return workers > 2 && frames <= this.spool.blockFrames ? planStarts(frames, workers) : [0]
  }
}
