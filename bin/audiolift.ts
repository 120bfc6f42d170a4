import { App } from 'aws-cdk-lib'
import { buildHouse } from '../lib/house'
import { StageError, stageContext } from '../lib/stage-context'
import { stageOf } from '../lib/stages'
import { buildPage } from '../web/build'

const app = new App()

try {
  const stage = stageOf(stageContext(app.node), process.env.CDK_DEFAULT_REGION)
  if (stage.publishPage) await buildPage()
  buildHouse(app, stage)
} catch (error) {
  if (!(error instanceof StageError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
