import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { buildHouse } from '../../../lib/house'
import { type Room, rooms } from '../../../lib/registry'
import { type Stage, type StageName, stageOf } from '../../../lib/stages'
import { buildPage } from '../../../web/build'

/** The stages that are checked, with their context. The layer's binary has a test of its own. */
export function stageFor(name: StageName): Stage {
  return {
    ...stageOf({ stage: name }),
    programs: { kind: 'files', ffmpeg: '/opt/bin/ffmpeg', encoder: '/opt/bin/slice-encoder' },
  }
}

interface Template {
  readonly Resources?: Record<
    string,
    { readonly Type: string; readonly Properties?: Record<string, unknown>; readonly DeletionPolicy?: string }
  >
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: string }>
  readonly Outputs?: Record<string, object>
}

export interface StackTemplate {
  readonly room: Room
  readonly template: Template
}

/** A resource of one of the stacks. */
export interface Resource {
  readonly room: Room
  /** Logical id. */
  readonly id: string
  readonly type: string
  readonly deletionPolicy: string | undefined
  /** The property at a path such as `VpcConfig.SubnetIds`, or undefined. */
  at(path: string): unknown
}

/** The resources of a stage's stacks, and how they refer to one another. */
export interface House {
  readonly stage: Stage
  readonly stacks: readonly StackTemplate[]
  resources(type: string): readonly Resource[]
  /** The resource that a property refers to, in the same stack or by a discovered parameter in another one. */
  follow(from: Resource, value: unknown): Resource | undefined
}

function folderOf(stage: StageName) {
  return join(process.cwd(), '.build', 'infra', stage)
}

/** The file of cdk-nag's findings in a synthesis; missing if there are none. */
export function findingsFile(stage: StageName) {
  return join(folderOf(stage), 'validation-report.json')
}

/** An app with the context of cdk.json. */
export function newApp(outdir: string): App {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'))
  return new App({ context, outdir })
}

/** Builds all rooms of a stage, as `cdk synth` does. @param prepare changes the app before that */
export async function synthesize(
  name: StageName,
  prepare: (app: App) => void = () => undefined,
  outdir = folderOf(name),
): Promise<void> {
  const stage = stageFor(name)
  if (stage.publishPage) await buildPage()
  rmSync(outdir, { recursive: true, force: true })
  const app = newApp(outdir)
  prepare(app)
  buildHouse(app, stage)
  app.synth()
}

/** The house that the setup of these tests has built. */
export function readHouse(name: StageName): House {
  return houseOf(
    stageFor(name),
    rooms.map((room) => ({
      room,
      template: JSON.parse(readFileSync(join(folderOf(name), `audiolift-${name}-${room}.template.json`), 'utf8')),
    })),
  )
}

function houseOf(stage: Stage, stacks: readonly StackTemplate[]): House {
  const all = stacks.flatMap(({ room, template }) =>
    Object.entries(template.Resources ?? {}).map(
      ([id, { Type, Properties, DeletionPolicy }]): Resource => ({
        room,
        id,
        type: Type,
        deletionPolicy: DeletionPolicy,
        at: (path) => path.split('.').reduce<unknown>(step, Properties),
      }),
    ),
  )
  const resources = (type: string) => all.filter((resource) => resource.type === type)

  const discovered = (room: Room, id: string) => stacks.find((stack) => stack.room === room)?.template.Parameters?.[id]

  const follow = (from: Resource, value: unknown): Resource | undefined => {
    const id = targetOf(value)
    if (id === undefined) return undefined
    const here = all.find((resource) => resource.room === from.room && resource.id === id)
    if (here) return here
    const name = discovered(from.room, id)?.Default
    const published = resources('AWS::SSM::Parameter').find((parameter) => parameter.at('Name') === name)
    return published && follow(published, published.at('Value'))
  }

  return { stage, stacks, resources, follow }
}

function step(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
}

/** The logical id in `{Ref}` or `{Fn::GetAtt}`. */
export function targetOf(value: unknown): string | undefined {
  const ref = step(value, 'Ref')
  if (typeof ref === 'string') return ref
  const attribute = step(value, 'Fn::GetAtt')
  return Array.isArray(attribute) ? String(attribute[0]) : undefined
}

export interface Statement {
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: readonly unknown[]
  readonly Condition: unknown
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** The statements of a policy document, with single values as lists. */
export function statementsIn(document: unknown): readonly Statement[] {
  return list(step(document, 'Statement')).map((statement) => ({
    Effect: String(step(statement, 'Effect')),
    Action: list(step(statement, 'Action')).map(String),
    Resource: list(step(statement, 'Resource')),
    Condition: step(statement, 'Condition'),
  }))
}

/** Whether a resource policy denies requests without TLS. */
export function refusesPlainHttp(document: unknown): boolean {
  return statementsIn(document).some(
    ({ Effect, Condition }) => Effect === 'Deny' && step(step(Condition, 'Bool'), 'aws:SecureTransport') === 'false',
  )
}

/** CDK's own functions, which run only during a deployment, and their roles. We cannot configure them. */
const helpers = ['BucketNotificationsHandler', 'CustomCDKBucketDeployment', 'CustomS3AutoDeleteObjects']
export function isOurs({ id }: Resource): boolean {
  return !helpers.some((prefix) => id.startsWith(prefix))
}
