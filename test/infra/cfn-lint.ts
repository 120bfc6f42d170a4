import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stageNames } from '../../lib/stages'
import { runMain } from '../../local/errors'
import { pathsUnder } from '../../local/paths'
import { run } from '../../local/processes'
import { ensureVenv, venvPython } from '../../local/python'
import { synthesize } from './support/house'

/** Rules of cfn-lint that do not apply here, each with its reason. */
const ignored: Readonly<Record<string, string>> = {
  W3005: 'CDK says that a function depends on its role although it refers to it: that covers the role’s policies, too.',
}

const stages = stageNames

/** Checks the templates of all stages against CloudFormation's own schemas; prints what is wrong. */
async function main(): Promise<number> {
  const paths = pathsUnder()
  await ensureVenv(paths)
  const templates: string[] = []
  for (const stage of stages) {
    const folder = join(paths.root, '.build', 'infra', `cfn-lint-${stage}`)
    await synthesize(stage, undefined, folder)
    templates.push(
      ...readdirSync(folder)
        .filter((name) => name.endsWith('.template.json'))
        .map((name) => join(folder, name)),
    )
  }
  const options = ['--ignore-checks', ...Object.keys(ignored), '--template', ...templates]
  const { code, stdout, stderr, unstartable } = await run(venvPython(paths), ['-m', 'cfnlint.runner.cli', ...options])
  console.log(unstartable ?? `${stdout}${stderr}${code === 0 ? `${templates.length} templates are valid.` : ''}`)
  return code === 0 ? 0 : 1
}

void runMain(main)
