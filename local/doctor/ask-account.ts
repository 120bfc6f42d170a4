import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation'
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { edgeRegion, needsEdge } from '../../lib/edge/edge-stack'
import type { Stage } from '../../lib/stages'
import { messageOf, UserError } from '../errors'
import type { Account, DeployedStack, Identity, Mail } from './account'

/** Milliseconds for one answer. */
const patience = 10_000

/**
 * Asks AWS about an account, with the credentials that the CDK would take. Reads only.
 *
 * @throws UserError when there are no credentials or no region, or AWS does not answer
 */
export async function askAccount(stage: Stage): Promise<Account> {
  const config = {
    maxAttempts: 2,
    requestHandler: { connectionTimeout: patience, requestTimeout: patience, throwOnRequestTimeout: true },
  }
  const region = await regionOf(new STSClient(config))
  const id = await accountId(new STSClient({ ...config, region }))
  const regions = [...new Set([region, ...(needsEdge(stage) ? [edgeRegion] : [])])]
  const [concurrency, mail, stacks, ...versions] = await Promise.all([
    allowed(concurrencyOf(new LambdaClient({ ...config, region }))),
    allowed(mailOf(new SESv2Client({ ...config, region }), stage.mailSender)),
    allowed(stacksOf(new CloudFormationClient({ ...config, region }), stage)),
    ...regions.map((one) => allowed(bootstrapOf(new SSMClient({ ...config, region: one })))),
  ])
  const bootstrap = Object.fromEntries(regions.map((one, index) => [one, versions[index]]))
  return { id, region, bootstrap, concurrency, mail, stacks }
}

async function regionOf(client: STSClient): Promise<string> {
  try {
    return await client.config.region()
  } catch {
    throw new UserError('In which region? Set AWS_REGION, or `region` in your AWS profile, e.g. AWS_REGION=eu-west-1.')
  }
}

async function accountId(client: STSClient): Promise<string> {
  try {
    const { Account = '' } = await client.send(new GetCallerIdentityCommand({}))
    return Account
  } catch (error) {
    const name = nameOf(error)
    if (/CredentialsProvider|TokenProvider/.test(name))
      throw new UserError(
        'There is no AWS account to look at: no credentials were found. Sign in (`aws sso login`, `aws configure`), or set AWS_PROFILE.',
      )
    if (/Expired|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidToken/.test(name))
      throw new UserError(`AWS refuses the credentials: ${sentence(error)} Sign in again.`)
    throw new UserError(`AWS does not answer: ${sentence(error)} Is there a network, or a wrong AWS_ENDPOINT_URL?`)
  }
}

/** What may not be asked is not known. @throws whatever else goes wrong */
async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(nameOf(error))) return undefined
    throw new UserError(`AWS did not answer: ${sentence(error)}`)
  }
}

async function concurrencyOf(client: LambdaClient): Promise<number | undefined> {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}))
  return AccountLimit?.ConcurrentExecutions
}

async function bootstrapOf(client: SSMClient): Promise<number | 'none'> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }))
    return Number(Parameter?.Value)
  } catch (error) {
    if (nameOf(error) === 'ParameterNotFound') return 'none'
    throw error
  }
}

async function mailOf(client: SESv2Client, sender: string): Promise<Mail> {
  const identity = async (EmailIdentity: string): Promise<Identity> => {
    try {
      const { VerifiedForSendingStatus } = await client.send(new GetEmailIdentityCommand({ EmailIdentity }))
      return VerifiedForSendingStatus ? 'verified' : 'unverified'
    } catch (error) {
      if (nameOf(error) === 'NotFoundException') return 'unknown'
      throw error
    }
  }
  const [account, address, ...domains] = await Promise.all([
    client.send(new GetAccountCommand({})),
    identity(sender),
    ...domainsOf(sender).map(identity),
  ])
  return {
    production: account.ProductionAccessEnabled === true,
    enabled: account.SendingEnabled === true,
    address,
    domain: domains.find((one) => one !== 'unknown') ?? 'unknown',
  }
}

/** The domain of an address and those above it, nearest first: SES lets a domain that it has verified speak for all below it. */
function domainsOf(address: string): readonly string[] {
  const labels = address.slice(address.indexOf('@') + 1).split('.')
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
}

async function stacksOf(client: CloudFormationClient, { name }: Stage): Promise<readonly DeployedStack[]> {
  const found: DeployedStack[] = []
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {}))
    for (const { StackName = '', StackStatus = '', EnableTerminationProtection = false } of Stacks)
      if (StackName.startsWith(`audiolift-${name}-`))
        found.push({ name: StackName, status: StackStatus, isProtected: EnableTerminationProtection })
  return found
}

/** AWS ends some of its messages with a full stop. */
function sentence(error: unknown): string {
  return messageOf(error).replace(/\.?$/, '.')
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}
