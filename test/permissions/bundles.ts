import { readFileSync } from 'node:fs'
import { partsFile } from '../../lib/bundle'

/** What comes with the SDK's clients and is never called: discovery of endpoints that we do not configure, and directory buckets. */
const ofTheSdk = ['DynamoDB.DescribeEndpoints', 'S3.CreateSession']

const clients: Readonly<Record<string, string>> = {
  'cognito-identity-provider': 'CognitoIdentityProvider',
  dynamodb: 'DynamoDB',
  s3: 'S3',
  sesv2: 'SESv2',
  sns: 'SNS',
  sqs: 'SQS',
}

/**
 * The SDK's operations that esbuild left in the bundle of a function, `<room>/<name>`: what nothing can reach, it removes.
 * The templates have been made before.
 */
export function operationsIn(fn: string): readonly string[] {
  const outputs: Record<string, { readonly inputs: Record<string, { readonly bytesInOutput: number }> }> = JSON.parse(
    readFileSync(partsFile(`lambdas/${fn}.lambda.ts`), 'utf8'),
  )
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => {
      const [, client, operation] = /@aws-sdk\/client-([a-z0-9-]+)\/.*\/commands\/(\w+)Command\.js$/.exec(path) ?? []
      if (client === undefined) return []
      const service = clients[client]
      if (!service)
        throw new Error(`Which service is @aws-sdk/client-${client}? Say so in test/permissions/bundles.ts.`)
      return [`${service}.${operation}`]
    })
    .filter((operation) => !ofTheSdk.includes(operation))
}
