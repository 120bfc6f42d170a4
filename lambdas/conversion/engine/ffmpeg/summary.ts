/** What ffmpeg counted, from its last lines at `-loglevel verbose`. */
export interface Summary {
  readonly packetsRead: number
  /** Packets that could not be decoded and were skipped. */
  readonly decodeErrors: number
  /** Per channel, at the output's sample rate. */
  readonly samplesEncoded: number
}

const inputLine =
  /Input stream #0:\d+ \(audio\): (\d+) packets read \(\d+ bytes\); \d+ frames decoded(?:; (\d+) decode errors)?/g
const outputLine = /Output stream #0:0 \(audio\): \d+ frames encoded \((\d+) samples\)/g

/**
 * Reads the summary of ffmpeg 5.1 to 9; `undefined` when there is none, as when it broke off. Those before 7 do not count
 * decoding errors, only tell each.
 */
export function parseSummary(stderr: string): Summary | undefined {
  // The last ones: what comes before may be the file's own words.
  const input = [...stderr.matchAll(inputLine)].at(-1)
  const output = [...stderr.matchAll(outputLine)].at(-1)
  if (!input || !output) return undefined
  const told =
    stderr.match(/Error while decoding stream|Error submitting packet to decoder|Decoding error:/g)?.length ?? 0
  return {
    packetsRead: Number(input[1]),
    decodeErrors: input[2] === undefined ? told : Number(input[2]),
    samplesEncoded: Number(output[1]),
  }
}
