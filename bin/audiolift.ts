import { App } from 'aws-cdk-lib'
import { buildHouse } from '../lib/house'
import { stageContext, stageOf } from '../lib/stages'

const app = new App()

buildHouse(app, stageOf(stageContext(app.node)))
