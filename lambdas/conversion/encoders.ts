/** MB that buy a function the time of one core (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
const coreMemory = 1769

/**
 * How many encoders a function should start: as many as it gets cores' time for. A function of 3,540 MB sees three cores and
 * gets the time of two.
 *
 * Rounded and not cut off: at 3,008 MB, which is 1.7 cores, one encoder and the decoder would leave a third of the time unused.
 *
 * @param memory MB, as Lambda tells each function; `undefined` where nobody does
 * @param cores that it sees: more encoders would only wait for one another
 */
export function encodersFor(memory: string | undefined, cores: number): number {
  if (memory === undefined) return cores
  return Math.min(Math.max(1, Math.round(Number(memory) / coreMemory)), cores)
}
