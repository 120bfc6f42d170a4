import { App } from 'aws-cdk-lib'
import { buildHouse } from '../lib/house'
import { stageContext, stageOf } from '../lib/stages'
import { buildPage } from '../web/build'

const app = new App()
const stage = stageOf(stageContext(app.node))

if (stage.publishPage) await buildPage()
buildHouse(app, stage)
