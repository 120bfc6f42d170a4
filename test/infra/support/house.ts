import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { buildHouse } from '../../../lib/house'
import { type Room, rooms } from '../../../lib/registry'
import type { StageContext } from '../../../lib/stage-context'
import { type Stage, type StageName, stageOf } from '../../../lib/stages'
import { buildPage } from '../../../web/build'

/** What the owners of the checked stages say: of prod, as much as there is to say. */
const contexts: Readonly<Record<StageName, StageContext>> = {
  local: { stage: 'local' },
  dev: { stage: 'dev', mailSender: 'audiolift@example.com' },
  prod: {
    stage: 'prod',
    mailSender: 'audiolift@example.com',
    domain: 'audio.example.com',
    hostedZone: 'Z0123456789ABCDEFGHIJ',
    protect: 'yes',
  },
}

/** The stages that are checked. The layer's binary has a test of its own. */
export function stageFor(name: StageName): Stage {
  return {
    ...stageOf(contexts[name]),
    programs: {
      kind: 'files',
      ffmpeg: '/opt/bin/ffmpeg',
      encoder: '/opt/bin/slice-encoder',
      launcher: '/opt/bin/launcher',
    },
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
  readonly properties: object
  /** The property at a path such as `VpcConfig.SubnetIds`, or undefined. */
  at(path: string): unknown
}

/** The resources of a stage's stacks, and how they refer to one another. */
export interface House {
  readonly stage: Stage
  readonly stacks: readonly StackTemplate[]
  /** Those of a type, or all. */
  resources(type?: string): readonly Resource[]
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
  const files = readdirSync(folderOf(name))
  const stacks = rooms.flatMap((room) => {
    const file = files.find((one) => new RegExp(`^audiolift-${name}-${room}(-us-east-1)?\\.template\\.json$`).test(one))
    return file ? [{ room, template: JSON.parse(readFileSync(join(folderOf(name), file), 'utf8')) }] : []
  })
  return houseOf(stageFor(name), stacks)
}

/** A house of templates that may have been changed. */
export function houseOf(stage: Stage, stacks: readonly StackTemplate[]): House {
  const all = stacks.flatMap(({ room, template }) =>
    Object.entries(template.Resources ?? {}).map(
      ([id, { Type, Properties, DeletionPolicy }]): Resource => ({
        room,
        id,
        type: Type,
        deletionPolicy: DeletionPolicy,
        properties: Properties ?? {},
        at: (path) => path.split('.').reduce<unknown>(step, Properties),
      }),
    ),
  )
  const resources = (type?: string) => all.filter((resource) => type === undefined || resource.type === type)

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
const helpers = ['AWS679f53fac', 'BucketNotificationsHandler', 'CustomCDKBucketDeployment', 'CustomS3AutoDeleteObjects']
export function isOurs({ id }: Resource): boolean {
  return !helpers.some((prefix) => id.startsWith(prefix))
}
