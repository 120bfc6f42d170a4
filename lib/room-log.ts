import { Fn } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { RoomStack } from './room-stack'

/**
 * A log group of a room, `<prefix>/audiolift/<stage>/<room>/<name>/<part of the stack's id>`. Each new stack has names of
 * its own, so what an earlier one left, on purpose or after a failure, is not in the way.
 *
 * @param prefix where AWS asks for one
 */
export function roomLog(stack: RoomStack, id: string, name: string, prefix = ''): LogGroup {
  const { config, room, stackId } = stack
  // arn:…:stack/<name>/<UUID>
  const uuid = Fn.select(2, Fn.split('/', stackId))
  return new LogGroup(stack, id, {
    logGroupName: `${prefix}/audiolift/${config.name}/${room}/${name}/${Fn.select(4, Fn.split('-', uuid))}`,
    retention: config.logRetention,
    removalPolicy: config.removal,
  })
}
