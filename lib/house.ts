import type { App } from 'aws-cdk-lib'
import { AuthStack } from './auth/auth-stack'
import { ConversionStack } from './conversion/conversion-stack'
import { EdgeStack, needsEdge } from './edge/edge-stack'
import { GatewayStack } from './gateway/gateway-stack'
import { giveHelpersLogs } from './helper-logs'
import { ImportsStack } from './imports/imports-stack'
import { JobsStack } from './jobs/jobs-stack'
import { NotificationsStack } from './notifications/notifications-stack'
import type { RoomStack } from './room-stack'
import { SharingStack } from './sharing/sharing-stack'
import type { Stage } from './stages'
import { UploadsStack } from './uploads/uploads-stack'
import { WebStack } from './web/web-stack'

/**
 * All rooms of a stage. A room is deployed after those it discovers things from; beyond that, each can be deployed alone
 * (`cdk deploy --exclusively`).
 */
export function buildHouse(app: App, stage: Stage): readonly RoomStack[] {
  const gateway = new GatewayStack(app, stage)
  const auth = new AuthStack(app, stage).after(gateway)
  const jobs = new JobsStack(app, stage).after(auth)
  const uploads = new UploadsStack(app, stage).after(jobs)
  // After uploads, which used to serve /v1/imports: an upgrade must remove the path there before it is added here.
  const imports = new ImportsStack(app, stage).after(jobs).after(uploads)
  const conversion = new ConversionStack(app, stage).after(jobs)
  const sharing = new SharingStack(app, stage).after(jobs)
  const web = new WebStack(app, stage).after(gateway)
  const edge = needsEdge(stage) ? [new EdgeStack(app, stage)] : []
  for (const room of edge) web.after(room)
  const notifications = new NotificationsStack(app, stage).after(jobs)
  // Only where it must ask for the address in the links of mails: mails can go out before there is a page.
  if (stage.site === undefined) notifications.after(web)
  const house = [gateway, auth, jobs, uploads, imports, conversion, sharing, ...edge, web, notifications]
  for (const room of house) giveHelpersLogs(room)
  return house
}
