import { cdkEnvironment } from '../../../local/cdk'
import { reasonIn, stackReader } from '../../../local/deploy'

describe('reasonIn', () => {
  it('prefers the resource that failed first to what was cancelled because of it', () =>
    expect(
      reasonIn(`
audiolift-local-jobs | 1/9 | 10:00:00 AM | CREATE_FAILED        | AWS::SQS::Queue | queue (queue12) Resource creation cancelled
audiolift-local-jobs | 1/9 | 10:00:00 AM | CREATE_FAILED        | AWS::S3::Bucket | uploads (uploads34) Bucket name is taken
❌  audiolift-local-jobs failed: ToolkitError: The stack named audiolift-local-jobs failed creation`),
    ).toBe('uploads (uploads34) Bucket name is taken (AWS::S3::Bucket).'))

  it('gives the compiler’s own words', () =>
    expect(
      reasonIn(`Error: Build failed with 1 error:
lambdas/conversion/work.ts:9:61: ERROR: Could not resolve "./engine"
    at failureErrorWithLog (main.js:1752:15)`),
    ).toBe('lambdas/conversion/work.ts:9:61: Could not resolve "./engine".'))

  it('gives an error of the app', () =>
    expect(reasonIn('Error: Which stage? Say -c stage=local.\n    at stageOf')).toBe(
      'Which stage? Say -c stage=local.',
    ))

  it('admits that there was no reason', () => expect(reasonIn('')).toBe('the CDK gave no reason.'))
})

describe('stackReader', () => {
  it('reports each stack once, by its room', () => {
    const seen: string[] = []
    const read = stackReader((room, outcome) => seen.push(`${room} ${outcome}`))
    for (const line of [' ✅  audiolift-local-auth', ' ✅  audiolift-local-jobs (no changes)', '✨  Total time: 9s'])
      read(line)
    expect(seen).toEqual(['auth deployed', 'jobs unchanged'])
  })
})

describe('cdkEnvironment', () => {
  it('lets nothing through by which a real account could be reached', () => {
    const env = cdkEnvironment('/project', 'http://127.0.0.1:4566', {
      PATH: '/bin',
      AWS_PROFILE: 'work',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_SESSION_TOKEN: 'real',
      HTTPS_PROXY: 'http://proxy',
    })
    expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'test', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']))
    expect(JSON.stringify(env)).not.toMatch(/real|proxy|work/i)
  })
})
