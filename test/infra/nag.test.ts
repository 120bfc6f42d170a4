import { existsSync, readFileSync } from 'node:fs'
import { type StageName, stageNames } from '../../lib/stages'
import { findingsFile } from './support/house'

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string
      readonly violatingConstructs: readonly { readonly constructPath: string }[]
    }[]
  }[]
}

/** Findings of AWS Solutions and Serverless, two rule packs of cdk-nag, that are not acknowledged beside the resource. */
function findings(stage: StageName): readonly string[] {
  if (!existsSync(findingsFile(stage))) return []
  const { pluginReports }: Report = JSON.parse(readFileSync(findingsFile(stage), 'utf8'))
  return pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    ),
  )
}

describe('cdk-nag', () => {
  it.each(stageNames)('finds nothing in %s that was not looked at', (stage) => {
    expect(findings(stage)).toEqual([])
  })
})
