import type { Program } from './invocation'
import { maxCpuSeconds } from './launcher'
import { type ProgramOutcome, type ProgramRun, runProgram } from './run-program'

/** What `-progress pipe:3` says goes to `onProgress`, what filters write to `pipe:4` to `onMeasured`. */
export interface FfmpegRun extends Omit<ProgramRun, 'program'> {
  readonly ffmpeg: Program
}

/** The exit code is not to be trusted: 0 for half a file, and other numbers from version to version. */
export type FfmpegOutcome = ProgramOutcome

/** Runs ffmpeg to its end. @throws as `runProgram` does */
export function runFfmpeg({ ffmpeg, args, cpuSeconds = maxCpuSeconds, ...run }: FfmpegRun): Promise<FfmpegOutcome> {
  // It keeps the limit of time itself, everywhere.
  const options = ['-nostdin', '-hide_banner', '-nostats', '-benchmark', '-timelimit', String(cpuSeconds)]
  return runProgram({ ...run, program: ffmpeg, args: [...options, ...args], cpuSeconds })
}
