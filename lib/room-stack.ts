import { type App, Stack, Tags } from 'aws-cdk-lib'
import { discover, publish, type Room } from './registry'
import type { Stage } from './stages'

/** For a room that is not in the stage's region. */
export interface Elsewhere {
  readonly region: string
  /** Of the stack's name, which is one among those of all regions that the stage is in. */
  readonly suffix: string
}

/** A room of the house: one service, one stack, deployable alone once the rooms it discovers things from are there. */
export abstract class RoomStack extends Stack {
  constructor(
    app: App,
    readonly config: Stage,
    readonly room: Room,
    description: string,
    elsewhere?: Elsewhere,
  ) {
    super(app, [`audiolift-${config.name}-${room}`, elsewhere?.suffix].filter(Boolean).join('-'), {
      description: `Audiolift ${config.name}: ${description}`,
      terminationProtection: config.protect,
      ...(elsewhere && { env: { region: elsewhere.region } }),
    })
    Tags.of(this).add('audiolift:room', room)
    Tags.of(this).add('audiolift:stage', config.name)
  }

  /** Deploys after `room`, from which this one discovers things. */
  after(room: RoomStack): this {
    this.addStackDependency(room, 'discovers its parameters')
    return this
  }

  protected publish(values: Readonly<Record<string, string>>): void {
    publish(this, this.config, this.room, values)
  }

  protected discover(room: Room, name: string): string {
    return discover(this, this.config, room, name)
  }
}
