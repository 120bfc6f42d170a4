/**
 * Runs in a process of its own: `sandbox-trial.cjs LAUNCHER (open|hidden|launched)`. Starts a program that stands in for an ffmpeg
 * which a stranger's file has taken over, and prints what that one can open of this process.
 */
import { spawnSync } from 'node:child_process'
import { launched } from '../../lambdas/conversion/engine/ffmpeg/launcher'
import { closeSandbox } from '../../lambdas/conversion/engine/ffmpeg/sandbox'

const [launcher, mode] = process.argv.slice(2)
const gaps = mode === 'open' ? [] : closeSandbox(launcher)
const look = 'for file in environ maps mem; do (exec 3< /proc/$PPID/$file) 2> /dev/null && echo $file; done; env'
const program = { path: '/bin/sh', launcher: mode === 'launched' ? launcher : undefined }
const thief = launched({ program, args: ['-c', look] })
const { stdout } = spawnSync(thief.program, thief.args, { env: { LEFT: 'over' }, encoding: 'utf8' })
const seen = stdout.split('\n').filter((line) => line && !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))
console.log(JSON.stringify({ gaps, seen }))
