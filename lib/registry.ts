import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Construct } from 'constructs'
import type { Stage } from './stages'

/** The rooms, in the order in which they may depend on one another: a room discovers what an earlier one has published. */
export const rooms = [
  'gateway',
  'auth',
  'jobs',
  'uploads',
  'imports',
  'conversion',
  'sharing',
  'edge',
  'web',
  'notifications',
] as const
export type Room = (typeof rooms)[number]

/** The name under which a room publishes a value. */
export function parameterName(stage: Stage, room: Room, name: string) {
  return `/audiolift/${stage.name}/${room}/${name}`
}

/**
 * The service registry: a room publishes under its own name what others may discover when they are deployed.
 * Parameters rather than CloudFormation exports, because an export in use blocks its owner's next deployment.
 */
export function publish(scope: Construct, stage: Stage, room: Room, values: Readonly<Record<string, string>>): void {
  for (const [name, stringValue] of Object.entries(values)) {
    new StringParameter(scope, `publish-${name}`, { parameterName: parameterName(stage, room, name), stringValue })
  }
}

/** A value that another room has published, resolved by CloudFormation at deployment. */
export function discover(scope: Construct, stage: Stage, room: Room, name: string): string {
  return StringParameter.valueForStringParameter(scope, parameterName(stage, room, name))
}
