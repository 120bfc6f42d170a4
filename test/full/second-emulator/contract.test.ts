import { awsContracts } from '../../contract/on-aws'
import type { Cloud } from '../../contract/on-aws/cloud'
import { synthesize } from '../../infra/support/house'
import { type Moto, startMoto } from './support/moto'
import { makeRooms } from './support/rooms'

let moto: Moto
let cloud: Cloud

beforeAll(async () => {
  await synthesize('local')
  moto = await startMoto()
  cloud = await makeRooms(moto.url)
})
afterAll(() => moto?.stop())

awsContracts(async () => cloud, { takesTinyParts: false, ignoresSize: true })
