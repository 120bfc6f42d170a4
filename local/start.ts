import { join } from 'node:path'
import { demoAccount } from './account'
import { type Addresses, readAddresses } from './addresses'
import { parseStart, usage } from './arguments'
import { convertFile } from './convert'
import { answers } from './emulator'
import { messageOf, runMain, UserError } from './errors'
import { type LocalCloud, startLocalCloud } from './local-cloud'
import { livingHolder } from './lock'
import { checkOnceFiles, type OnceFiles } from './once-files'
import { pathsUnder } from './paths'
import { progressLine } from './progress-line'
import { sampleVideo } from './sample'
import { aborted, interruptedCode, stopSignal } from './shutdown'
import { createSteps, type OnStep, printSteps } from './steps'
import { walkthrough } from './walkthrough'

const line = progressLine(process.stdout)
function say(text: string) {
  line.clear()
  console.log(text)
}

const onStep: OnStep = printSteps(say)
const steps = createSteps(onStep)

runMain(async () => {
  const args = parseStart(process.argv.slice(2))
  if (args.kind === 'help') {
    say(usage)
    return 0
  }
  // npm runs scripts in the project's root; the user may be in another folder.
  const folder = process.env.INIT_CWD ?? process.cwd()
  const files = args.kind === 'once' ? checkOnceFiles(args.input, args.output, folder) : undefined
  const signal = stopSignal()
  try {
    return files ? await once(files, signal) : await stayUp(signal)
  } catch (error) {
    if (!signal.aborted) throw error
    say('Stopped before it had finished.')
    return interruptedCode(signal)
  }
})

/** Converts one file on the local cloud that runs, or on one started for it. */
async function once(files: OnceFiles, signal: AbortSignal): Promise<number> {
  const running = await runningAddresses()
  const cloud = running ? undefined : await startLocalCloud({ onStep, signal })
  const addresses = running ?? cloud?.addresses
  if (!addresses) throw new Error('no addresses')
  try {
    await convertFile(addresses, files, steps, line.show, signal)
    say(`Done: ${files.output}`)
    return 0
  } catch (error) {
    if (signal.aborted || error instanceof UserError) throw error
    throw new UserError(`${files.input} could not be converted: ${messageOf(error)}`)
  } finally {
    line.clear()
    await cloud?.stop()
  }
}

/** The addresses of an `npm start` in another terminal. If it is still starting, the lock reports that. */
async function runningAddresses(): Promise<Addresses | undefined> {
  const paths = pathsUnder()
  if (!(await livingHolder(paths.lock))) return undefined
  const addresses = readAddresses(paths.addresses)
  return addresses && (await answers(`${addresses.page}/v1/health`)) ? addresses : undefined
}

async function stayUp(signal: AbortSignal): Promise<number> {
  const began = performance.now()
  say('Audiolift on this machine')
  const cloud = await startLocalCloud({ onStep, signal })
  say(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s.\n`)
  try {
    const video = await demonstrate(cloud, signal)
    signal.throwIfAborted()
    say(farewell(cloud.addresses, video))
    const vanished = cloud.vanished.then(() => 'vanished' as const)
    if ((await Promise.race([aborted(signal), vanished])) === 'vanished') {
      throw new UserError(
        'The emulator stopped unexpectedly and lost its data. Start again: the local cloud begins empty.',
      )
    }
    return 0
  } finally {
    say('\nStopping. What you made is kept for the next start; `npm run clean` removes it.')
    await cloud.stop()
  }
}

/** Converts the sample. A failure is reported and leaves the cloud running, so that the user can investigate. */
async function demonstrate({ addresses, deployment }: LocalCloud, signal: AbortSignal): Promise<string> {
  const paths = deployment.paths
  const video = await sampleVideo(paths, deployment.ffmpeg)
  say('A sample video becomes an MP3:')
  try {
    await convertFile(addresses, { input: video, output: join(paths.samples, 'sample.mp3') }, steps, line.show, signal)
  } catch (error) {
    signal.throwIfAborted()
    say(`The sample could not be converted: ${messageOf(error)}`)
    say('Look into it with `npm run logs`.')
  }
  return video
}

function farewell(addresses: Addresses, video: string): string {
  return `
Page    ${addresses.page}    sign in as ${demoAccount.email} with ${demoAccount.password}, or sign up
Inbox   ${addresses.inbox}
API     ${addresses.page}/v1

The same by hand, to paste into another terminal:

${walkthrough(addresses, demoAccount, video).replace(/^/gm, '  ')}

Audiolift stays up until Ctrl-C.`
}
