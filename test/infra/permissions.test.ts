import type { RecordedCall } from '../../lib/calls/targets'
import { refusedDeliveries } from '../permissions/deliveries'
import { type Evidence, type Proof, prove } from '../permissions/prove'
import { type House, houseOf, readHouse } from './support/house'

const house = readHouse('dev')

const user = 'USER#00000000-0000-7000-8000-000000000000'
const audio = 'audio/00000000-0000-7000-8000-000000000000/00000000-0000-7000-8000-000000000000/1/audio'

/** What opening a link does. */
const opening: readonly RecordedCall[] = [
  { fn: 'sharing/api', operation: 'DynamoDB.GetItem', on: 'JOBS_TABLE', key: user },
  { fn: 'sharing/api', operation: 'S3.GetObject', on: 'AUDIO_BUCKET', key: audio, signed: true },
]

type Document = { Statement: { Effect: string; Action: string | string[]; Resource: unknown; Principal?: unknown }[] }

/** The house after a change to one policy, by room, type and the beginning of its logical id. */
function changed(room: string, type: string, id: string, change: (document: Document) => void): House {
  const stacks = structuredClone(house.stacks)
  const resources = stacks.find((stack) => stack.room === room)?.template.Resources ?? {}
  const [found] = Object.entries(resources).filter(([key, resource]) => resource.Type === type && key.startsWith(id))
  change(found?.[1].Properties?.PolicyDocument as Document)
  return houseOf(house.stage, stacks)
}

/** What the proof says of one function. */
async function saysOf(fn: string, of: House, evidence: Partial<Evidence>) {
  const proof: Proof = await prove(of, { calls: [], bundled: () => [], reasons: [], only: fn, ...evidence })
  const own = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${fn} `))
  return {
    denied: own(proof.denied),
    unused: own(proof.unused),
    unreached: own(proof.unreached),
    stale: own(proof.stale),
  }
}

const nothing = { denied: [], unused: [], unreached: [], stale: [] }

describe('the proof of permissions', () => {
  it('has nothing to say of a role that fits its function’s calls', async () => {
    expect(await saysOf('sharing/api', house, { calls: opening })).toEqual(nothing)
  })

  it.each(['dynamodb:GetItem', 's3:GetObject', 'logs:PutLogEvents'])(
    'misses %s when it is taken out of a role',
    async (action) => {
      const poorer = changed('sharing', 'AWS::IAM::Policy', 'api', ({ Statement }) => {
        for (const statement of Statement)
          statement.Action = [statement.Action].flat().map((one) => (one === action ? 'sts:GetCallerIdentity' : one))
      })
      const { denied } = await saysOf('sharing/api', poorer, { calls: opening })
      expect(denied).toEqual([expect.stringMatching(`^sharing/api ${action} on `)])
    },
  )

  it('finds an action that was added to a role', async () => {
    const richer = changed('sharing', 'AWS::IAM::Policy', 'api', ({ Statement }) => {
      Statement.push({ Effect: 'Allow', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::jobs-audio/audio/*' })
    })
    expect(await saysOf('sharing/api', richer, { calls: opening })).toEqual({
      ...nothing,
      unused: ['sharing/api s3:DeleteObject on jobs-audio/audio/*'],
    })
  })

  it('misses what Lambda itself does with a role', async () => {
    const poorer = changed('notifications', 'AWS::IAM::Policy', 'notify', ({ Statement }) => {
      for (const statement of Statement)
        statement.Action = [statement.Action].flat().map((one) => (one === 'sqs:DeleteMessage' ? 'sqs:TagQueue' : one))
    })
    const { denied } = await saysOf('notifications/notify', poorer, {})
    expect(denied).toEqual([expect.stringMatching(/^notifications\/notify sqs:DeleteMessage on /)])
  })

  it('counts the policy of a bucket, too', async () => {
    const closed = changed('jobs', 'AWS::S3::BucketPolicy', 'audio', ({ Statement }) => {
      Statement.push({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*', Principal: '*' })
    })
    const { denied } = await saysOf('sharing/api', closed, { calls: opening })
    expect(denied).toEqual([expect.stringMatching(/^sharing\/api s3:GetObject on /)])
  })

  it('misses what a topic delivers, when its queue no longer lets it', async () => {
    expect(await refusedDeliveries(house)).toEqual([])
    const closed = changed('notifications', 'AWS::SQS::QueuePolicy', 'mailsPolicy', ({ Statement }) => {
      Statement.splice(0, Statement.length, { Effect: 'Deny', Action: 'sqs:*', Resource: '*', Principal: '*' })
    })
    expect(await refusedDeliveries(closed)).toEqual([
      expect.stringMatching(/^sns.amazonaws.com from .*events into .*-mails$/),
    ])
  })

  it('asks for a reason for what a bundle could call and no test reaches', async () => {
    const evidence = { calls: opening, bundled: (fn: string) => (fn === 'sharing/api' ? ['DynamoDB.Query'] : []) }
    expect((await saysOf('sharing/api', house, evidence)).unreached).toEqual(['sharing/api DynamoDB.Query'])
    const reasons = [{ of: ['sharing/api'], what: ['DynamoDB.Query'], why: 'It lists nothing.' }]
    expect(await saysOf('sharing/api', house, { ...evidence, reasons })).toEqual(nothing)
  })

  it('refuses a reason for what is not there', async () => {
    const reasons = [{ of: ['sharing/api'], what: ['s3:PutObject on jobs-audio/audio/*'], why: 'It was there once.' }]
    const { stale } = await saysOf('sharing/api', house, { calls: opening, reasons })
    expect(stale).toEqual(['sharing/api s3:PutObject on jobs-audio/audio/*'])
  })
})

describe.each(['dev', 'prod'] as const)('in %s', (stage) => {
  const of = readHouse(stage)
  const refused = async (call: RecordedCall) => {
    const evidence = { calls: [call], bundled: () => [], reasons: [], only: call.fn }
    const { denied } = await prove(of, evidence)
    return denied.length > 0
  }

  it('a code is written under its own key only', async () => {
    const put = { fn: 'auth/mail-code', operation: 'DynamoDB.PutItem', on: 'AUTH_TABLE' }
    expect(await refused({ ...put, key: 'CODE#x' })).toBe(false)
    expect(await refused({ ...put, key: user })).toBe(true)
  })

  it('the authorizer changes rows of users, and counts attempts', async () => {
    const update = { fn: 'auth/authorize', operation: 'DynamoDB.UpdateItem', on: 'AUTH_TABLE' }
    for (const key of [user, 'ATTEMPTS#x']) expect(await refused({ ...update, key })).toBe(false)
    expect(await refused({ ...update, key: 'TOKEN#x' })).toBe(true)
  })

  it.each(['uploads/api', 'imports/api', 'jobs/api', 'conversion/work'])(
    '%s cannot write what an operator granted',
    async (fn) => {
      const update = { fn, operation: 'DynamoDB.UpdateItem', on: 'JOBS_TABLE' }
      expect(await refused({ ...update, key: user })).toBe(false)
      expect(await refused({ ...update, key: 'QUOTAS#x' })).toBe(true)
    },
  )

  it.each(['auth/mail-code', 'notifications/notify'])('%s may mail to anybody, also in SES’s sandbox', async (fn) => {
    expect(await refused({ fn, operation: 'SESv2.SendEmail', on: 'MAIL_SENDER', to: ['ada@example.org'] })).toBe(false)
  })
})
