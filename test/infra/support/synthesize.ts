import { existsSync } from 'node:fs'
import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { stageNames } from '../../../lib/stages'
import { findingsFile, synthesize } from './house'

/** Before the infrastructure tests: synthesizes every stage once, with cdk-nag, for all tests to read. */
export default async () => {
  for (const stage of stageNames) {
    try {
      await synthesize(stage, (app) =>
        Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app)),
      )
    } catch (error) {
      // Findings make the synthesis fail when it writes the templates; a separate test reports them.
      if (!existsSync(findingsFile(stage))) throw error
    }
  }
}
