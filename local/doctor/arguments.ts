import { existsSync, readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { type StageContext, stageContext } from '../../lib/stage-context'
import { messageOf, UserError } from '../errors'

const usage = `Usage:
  npm run doctor -- --stage dev [-c key=value …] [--json]
                    what would go wrong if this stage were deployed, with the same -c as for the deployment`

export interface DoctorArguments {
  readonly context: StageContext
  readonly json: boolean
}

/** @param contextFile `cdk.context.json`, which the CDK reads too @throws UserError (exit code 2) for what is not understood */
export function parseDoctor(argv: readonly string[], contextFile: string): DoctorArguments {
  const said: Record<string, unknown> = fromFile(contextFile)
  let json = false
  const rest = [...argv]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--json') json = true
    else if (arg === '--stage') said.stage = rest.shift()
    else if (arg === '-c' || arg === '--context') {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(rest.shift() ?? '') ?? []
      if (key === undefined) throw new UserError(`${arg} needs a key and a value.\n${usage}`, 2)
      said[key] = value
    } else throw new UserError(`“${arg}” is not understood.\n${usage}`, 2)
  }
  try {
    return { context: stageContext(new App({ context: said }).node), json }
  } catch (error) {
    throw new UserError(messageOf(error), 2)
  }
}

function fromFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {}
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UserError(`${path} is not valid JSON: ${messageOf(error)}`, 2)
  }
}
