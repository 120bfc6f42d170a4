import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { stageOf } from '../../../lib/stages'
import type { Account } from '../../../local/doctor/account'
import { parseDoctor } from '../../../local/doctor/arguments'
import { type Finding, findingsOn } from '../../../local/doctor/findings'

const mailSender = 'audio@example.com'

function stage(context: Record<string, string> = {}) {
  return stageOf({ stage: 'dev', mailSender, ...context })
}

const healthy: Account = {
  id: '123456789012',
  region: 'eu-west-1',
  bootstrap: { 'eu-west-1': 30, 'us-east-1': 30 },
  concurrency: 1000,
  mail: { production: true, enabled: true, address: 'verified', domain: 'unknown' },
  stacks: ['auth', 'web'].map((room) => ({
    name: `audiolift-dev-${room}`,
    status: 'CREATE_COMPLETE',
    isProtected: false,
  })),
}

/** What there is to say about an account that differs from a healthy one. */
function complaints(changes: Partial<Account>, context: Record<string, string> = {}): readonly Finding[] {
  return findingsOn(stage(context), { ...healthy, ...changes }).filter(({ kind }) => kind !== 'good')
}

function finding(kind: Finding['kind'], what: string, todo: string) {
  return [{ kind, what: expect.stringContaining(what), todo: expect.stringContaining(todo) }]
}

function stacks(room: string, status: string, isProtected = false) {
  const others = (healthy.stacks ?? []).filter(({ name }) => !name.endsWith(`-${room}`))
  return { stacks: [...others, { name: `audiolift-dev-${room}`, status, isProtected }] }
}

describe('the doctor', () => {
  it('has nothing to say about an account in which all is well', () => {
    expect(complaints({})).toEqual([])
  })

  it.each<[string, Partial<Account>, Record<string, string>, Finding['kind'], string, string]>([
    [
      'has never seen the CDK',
      { bootstrap: { 'eu-west-1': 'none' } },
      {},
      'wrong',
      'never been bootstrapped in eu-west-1',
      '`npx cdk bootstrap aws://123456789012/eu-west-1`',
    ],
    ['has an old bootstrap', { bootstrap: { 'eu-west-1': 5 } }, {}, 'wrong', 'too old: version 5', 'npx cdk bootstrap'],
    [
      'lacks it in the region of certificates and web ACLs',
      { bootstrap: { 'eu-west-1': 30, 'us-east-1': 'none' } },
      { firewall: 'yes' },
      'wrong',
      'bootstrapped in us-east-1',
      'aws://123456789012/us-east-1',
    ],
    ['is new, and small', { concurrency: 9 }, {}, 'note', 'Lambda runs 9 functions at once', 'L-B99A9384'],
    [
      'is new, and may not get the memory that is asked for',
      { concurrency: 100 },
      { workerMemory: '4096' },
      'note',
      'A new account gets 3008 MB',
      'Leave out -c workerMemory',
    ],
    [
      'is in the sandbox of SES',
      { mail: { production: false, enabled: true, address: 'verified', domain: 'unknown' } },
      {},
      'note',
      'verified addresses only',
      'production access',
    ],
    [
      'may not send',
      { mail: { production: true, enabled: false, address: 'verified', domain: 'unknown' } },
      {},
      'wrong',
      'has paused sending',
      'SES console',
    ],
    [
      'has an unverified sender',
      { mail: { production: true, enabled: true, address: 'unverified', domain: 'unknown' } },
      {},
      'note',
      'is not verified yet',
      'Open the link',
    ],
    [
      'knew the sender before the first deployment',
      stacks('auth', 'REVIEW_IN_PROGRESS'),
      {},
      'wrong',
      'knows audio@example.com already',
      'Say -c mailIdentity=existing',
    ],
    [
      'has verified the sender’s domain',
      { mail: { production: true, enabled: true, address: 'unknown', domain: 'verified' } },
      {},
      'note',
      'has verified the domain',
      'Say -c mailIdentity=existing',
    ],
    [
      'does not know the sender that it is said to know',
      { mail: { production: true, enabled: true, address: 'unknown', domain: 'unknown' } },
      { mailIdentity: 'existing' },
      'wrong',
      'does not know audio@example.com or its domain',
      'Leave out -c mailIdentity=existing',
    ],
    ['is being deployed to', stacks('jobs', 'UPDATE_IN_PROGRESS'), {}, 'wrong', 'UPDATE_IN_PROGRESS', 'Wait until'],
    [
      'has a first deployment that failed',
      stacks('jobs', 'ROLLBACK_COMPLETE'),
      {},
      'note',
      'ROLLBACK_COMPLETE',
      'begins again',
    ],
    [
      'has a protected stack that failed',
      stacks('jobs', 'ROLLBACK_COMPLETE', true),
      {},
      'wrong',
      'but it is protected',
      '--no-enable-termination-protection --stack-name audiolift-dev-jobs',
    ],
    [
      'is stuck in a rollback',
      stacks('jobs', 'UPDATE_ROLLBACK_FAILED'),
      {},
      'wrong',
      'UPDATE_ROLLBACK_FAILED',
      'continue-update-rollback',
    ],
    ['could not delete a stack', stacks('jobs', 'DELETE_FAILED'), {}, 'wrong', 'DELETE_FAILED', 'delete the stack'],
    [
      'has no page yet',
      stacks('web', 'REVIEW_IN_PROGRESS'),
      {},
      'note',
      'CloudFront distribution cannot be asked',
      'AWS Support',
    ],
    [
      'may not be asked for its quotas',
      { concurrency: undefined },
      {},
      'note',
      'does not tell you how many',
      'lambda:GetAccountSettings',
    ],
  ])('says of an account that %s what to do', (_case, changes, context, kind, what, todo) => {
    expect(complaints(changes, context)).toEqual(finding(kind, what, todo))
  })

  it('reminds of the protection that prod has not got yet', () => {
    const prod = stageOf({ stage: 'prod', mailSender, firewall: 'no' })
    const unprotected = findingsOn(prod, healthy).filter(({ kind }) => kind !== 'good')
    expect(unprotected).toEqual(finding('note', 'not protected', '-c protect=yes'))
  })
})

describe('npm run doctor', () => {
  it('takes the same keys as the deployment, and refuses what nothing reads', () => {
    expect(parseDoctor(['--stage', 'dev', '-c', 'mailSender=a@b.de', '--json'], 'none.json')).toEqual({
      context: { stage: 'dev', mailSender: 'a@b.de' },
      json: true,
    })
    expect(() => parseDoctor(['--stage', 'dev', '-c', 'sender=a@b.de'], 'none.json')).toThrow(
      'Nothing reads -c sender.',
    )
    expect(() => parseDoctor(['dev'], 'none.json')).toThrow('“dev” is not understood.')
    expect(() => parseDoctor(['-c', 'mailSender'], 'none.json')).toThrow('-c needs a key and a value.')
  })

  const run = (args: readonly string[], env: Record<string, string> = {}) => {
    const nothing = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', join('local', 'doctor', 'cli.ts'), ...args],
      { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/nonexistent', ...nothing, ...env } },
    )
    return { status, stdout, said: stderr.trim() }
  }
  const dev = ['--stage', 'dev', '-c', `mailSender=${mailSender}`]
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }

  it.each([
    ['no region', dev, {}, 1, 'In which region? Set AWS_REGION'],
    ['no account', dev, { AWS_REGION: 'eu-west-1' }, 1, 'There is no AWS account to look at'],
    [
      'an account that does not answer',
      dev,
      { ...keys, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      1,
      'AWS does not answer',
    ],
    ['no sender', ['--stage', 'dev'], {}, 2, 'Who sends the mails?'],
    ['the local stage', ['--stage', 'local'], {}, 2, 'The local stage needs no account'],
  ])('%s: a sentence and an exit code, and no stack', (_case, args, env, status, sentence) => {
    const outcome = run(args, env)
    expect(outcome.said).toContain(sentence)
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(outcome.said).not.toMatch(/^\s+at /m)
  })
})
