import { DoubtError } from './doubt'

/** What we must know of a packet. Seconds. */
export interface PacketTimes {
  readonly timestamp: number
  readonly duration: number
  readonly data: Uint8Array
}

/** Matroska's times are rounded to milliseconds, at both ends of a packet. Seconds. */
const rounding = 0.003
/** Audio may end a little before the rest does. Seconds. */
const shortEnd = 0.5

/**
 * Watches the packets of a track as they pass: each must begin where the one before ended, and the last one where the
 * table of contents says that the track ends.
 *
 * @param expectedEnd in seconds
 * @param mayBeZero whether silence is nothing but zeros, as in PCM
 */
export function createPacketCheck(expectedEnd: number, mayBeZero: boolean) {
  let end: number | undefined

  return {
    /** @throws DoubtError when there is a hole, an overlap, or nothing but zeros, as in a file that was only begun to be written */
    pass({ timestamp, duration, data }: PacketTimes): void {
      const isInPlace = end === undefined || Math.abs(timestamp - end) <= rounding
      if (!isInPlace || duration <= 0 || !(mayBeZero || data.some((byte) => byte !== 0)))
        throw new DoubtError('damaged')
      end = timestamp + duration
    },
    /** @throws DoubtError when there was less, or more, than was announced */
    finish(): void {
      if (end === undefined || Math.abs(end - expectedEnd) > shortEnd) throw new DoubtError('damaged')
    },
  }
}
