import { openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './engine-run'

const quiet = ['-v', 'error', '-nostdin', '-y']

/** Tones, chords and beats, for all that LAME has to do with music. */
const left =
  '0.2*sin(440*2*PI*t)*exp(-mod(t,0.5)*4)+0.15*sin(2*PI*(200+100*floor(mod(t*2,7)))*t)+0.1*(random(0)-0.5)*exp(-mod(t,0.25)*20)'
const right = '0.2*sin(330*2*PI*t)*exp(-mod(t,0.5)*5)+0.1*(random(1)-0.5)*exp(-mod(t,0.25)*30)'

export interface SoundFile {
  readonly seconds: number
  readonly channels?: 1 | 2
  readonly sampleRate?: number
  readonly isSilent?: boolean
  /** Ending of the name: it tells the container. */
  readonly ending?: 'mp4' | 'm4a'
}

/** AAC at 160 kb/s: two minutes of it, again and again. Made once. */
export function soundFiles(ffmpeg: string, folder: string) {
  const made = new Map<string, Promise<string>>()
  const make = async (name: string, file: SoundFile): Promise<string> => {
    const { seconds, channels = 2, sampleRate = 48_000, isSilent = false } = file
    const [part, whole] = [join(folder, `part-${name}`), join(folder, name)]
    const expression = isSilent ? Array(channels).fill('0').join('|') : channels === 1 ? left : `${left}|${right}`
    const source = `aevalsrc='${expression}':sample_rate=${sampleRate}:duration=120`
    await runProgram(ffmpeg, [...quiet, '-f', 'lavfi', '-i', source, '-c:a', 'aac', '-b:a', '160k', part])
    await runProgram(ffmpeg, [...quiet, '-stream_loop', '-1', '-t', String(seconds), '-i', part, '-c', 'copy', whole])
    rmSync(part)
    return whole
  }
  return (file: SoundFile): Promise<string> => {
    const { seconds, channels = 2, sampleRate = 48_000, isSilent = false, ending = 'mp4' } = file
    const name = `${seconds}-${channels}-${sampleRate}${isSilent ? '-silent' : ''}.${ending}`
    const there = made.get(name) ?? make(name, file)
    made.set(name, there)
    return there
  }
}

/** An MP4 of two gigabytes, most of them a hole, whose index is at the end. */
export function makeLarge(small: string, path: string): string {
  const bytes = readFileSync(small)
  const data = bytes.indexOf('mdat', 0, 'latin1') - 4
  const index = bytes.indexOf('moov', data, 'latin1') - 4
  if (data < 0 || index < data) throw new Error('the index is not at the end')
  const head = Buffer.from(bytes.subarray(0, index))
  head.writeUInt32BE(2_000_000_000 - data, data)
  writeFileSync(path, head)
  truncateSync(path, 2_000_000_000)
  writeSync(openSync(path, 'a'), bytes.subarray(index))
  return path
}
