import type { EncodedPacket } from 'mediabunny'
import { samplesPerPacket } from '../../media/aac'
import { DoubtError } from './doubt'

/** Matroska rounds to milliseconds. Seconds. */
const rounding = 0.003

/**
 * Gives AAC packets from Matroska the times that were rounded there, counted in samples, and begins them as early as the
 * run-up is long. Only AAC-LC is copied with a run-up.
 *
 * @param delay in samples
 * @param sampleRate in Hz
 */
export function exactTimes(delay: number, sampleRate: number): (packet: EncodedPacket) => EncodedPacket {
  let first: number | undefined
  let count = 0
  return (packet) => {
    first ??= packet.timestamp
    const timestamp = first + (count++ * samplesPerPacket) / sampleRate
    // Longer frames are those of HE-AAC: another codec, another run-up.
    if (Math.abs(timestamp - packet.timestamp) > rounding) throw new DoubtError('codec')
    return packet.clone({ timestamp: timestamp - delay / sampleRate, duration: samplesPerPacket / sampleRate })
  }
}
