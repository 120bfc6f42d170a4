import { targetsOf } from '../../../lib/calls/targets'

const env = {
  JOBS_TABLE: 'jobs-x1',
  UPLOADS_BUCKET: 'uploads-x2',
  USER_POOL_ID: 'us-east-1_x3',
  MAIL_SENDER: 'us@example.com',
  EMPTY: '',
}

describe('what is recorded of a call', () => {
  it('is the variable that names the resource, and the row’s partition key', () => {
    const Key = { pk: { S: 'USER#ada' }, sk: { S: 'JOB#1' } }
    expect(targetsOf('DynamoDB.GetItem', { TableName: 'jobs-x1', Key }, env)).toEqual([
      { on: 'JOBS_TABLE', key: 'USER#ada' },
    ])
  })

  it('is each part of a transaction', () => {
    const TransactItems = [
      { Put: { TableName: 'jobs-x1', Item: { pk: { S: 'USER#ada' } } } },
      { Update: { TableName: 'jobs-x1', Key: { pk: { S: 'SERVICE#today' } } } },
    ]
    expect(targetsOf('DynamoDB.TransactWriteItems', { TransactItems }, env)).toEqual([
      { part: 'Put', on: 'JOBS_TABLE', key: 'USER#ada' },
      { part: 'Update', on: 'JOBS_TABLE', key: 'SERVICE#today' },
    ])
  })

  it('is the index and the key that a query asks for', () => {
    const query = {
      TableName: 'jobs-x1',
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
      ExpressionAttributeValues: { ':shard': { S: 'DUE#1' }, ':now': { N: '5' } },
    }
    expect(targetsOf('DynamoDB.Query', query, env)).toEqual([{ on: 'JOBS_TABLE', index: 'due', key: 'DUE#1' }])
  })

  it('is every object of a removal', () => {
    const input = { Bucket: 'uploads-x2', Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } }
    expect(targetsOf('S3.DeleteObjects', input, env)).toEqual([
      { on: 'UPLOADS_BUCKET', key: 'a' },
      { on: 'UPLOADS_BUCKET', key: 'b' },
    ])
  })

  it('has no password, no token and nothing of a mail but its recipients', () => {
    const secrets = [
      targetsOf(
        'CognitoIdentityProvider.AdminSetUserPassword',
        { UserPoolId: 'us-east-1_x3', Password: 'secret' },
        env,
      ),
      targetsOf('CognitoIdentityProvider.ChangePassword', { AccessToken: 'secret', PreviousPassword: 'secret' }, env),
      targetsOf(
        'SESv2.SendEmail',
        { FromEmailAddress: 'us@example.com', Destination: { ToAddresses: ['ada@example.org'] }, Content: 'secret' },
        env,
      ),
    ]
    expect(secrets).toEqual([[{ on: 'USER_POOL_ID' }], [{ on: '' }], [{ on: 'MAIL_SENDER', to: ['ada@example.org'] }]])
  })

  it('is an error for a service that nobody has described', () => {
    expect(() => targetsOf('KMS.Decrypt', {}, env)).toThrow('lib/calls/targets.ts')
  })
})
