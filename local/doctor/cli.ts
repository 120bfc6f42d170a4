import { encoderLayerFolder } from '../../lib/conversion/encoder-binary'
import { ffmpegLayerFolder } from '../../lib/conversion/ffmpeg-binary'
import { launcherLayerFolder } from '../../lib/conversion/launcher-binary'
import { StageError } from '../../lib/stage-context'
import { type Stage, stageOf } from '../../lib/stages'
import { messageOf, runMain, UserError } from '../errors'
import { parseDoctor } from './arguments'
import { askAccount } from './ask-account'
import { type Finding, findingsOn } from './findings'

/**
 * `npm run doctor`: what would go wrong if a stage were deployed, before anything is. Ends with 0 if nothing would, 1 if something would or
 * there is no account, and 2 for a command line that describes no stage.
 */
void runMain(async () => {
  const { context, json } = parseDoctor(process.argv.slice(2), 'cdk.context.json')
  const stage = await described(() => stageOf(context, process.env.AWS_REGION))
  if (stage.name === 'local')
    throw new UserError('The local stage needs no account: `npm start` says what it lacks.', 2)
  const findings = [...findingsOn(stage, await askAccount(stage)), layers()]
  const wrong = findings.filter(({ kind }) => kind === 'wrong').length
  if (json) console.log(JSON.stringify({ stage: stage.name, wrong, findings }, undefined, 2))
  else console.log([...findings.map(lines), verdict(wrong)].join('\n'))
  return wrong === 0 ? 0 : 1
})

async function described(read: () => Stage): Promise<Stage> {
  try {
    return read()
  } catch (error) {
    if (error instanceof StageError) throw new UserError(error.message, 2)
    throw error
  }
}

/** The programs that a deployment takes along are fetched or built now, if they are not there. */
function layers(): Finding {
  try {
    for (const folder of [ffmpegLayerFolder, encoderLayerFolder, launcherLayerFolder]) folder()
    return { kind: 'good', what: 'The programs for the worker are here.' }
  } catch (error) {
    return { kind: 'wrong', what: messageOf(error), todo: 'See docs/deploy.md, “Programs of your own”.' }
  }
}

const marks = { good: '✓', note: '!', wrong: '✗' } as const

function lines({ kind, what, todo }: Finding): string {
  return `  ${marks[kind]} ${what}${todo ? `\n    ${todo}` : ''}`
}

function verdict(wrong: number): string {
  if (wrong === 0) return '\nA deployment can begin.'
  return `\n${wrong === 1 ? 'One thing' : `${wrong} things`} must be put right first.`
}
