import { edgeRegion, needsEdge } from '../../lib/edge/edge-stack'
import type { Stage } from '../../lib/stages'
import type { Account, DeployedStack, Mail } from './account'

/** `wrong`: a deployment, or what it makes, would fail. `note`: it would work, but somebody should know. */
export interface Finding {
  readonly kind: 'good' | 'note' | 'wrong'
  /** A sentence. */
  readonly what: string
  /** What to do, as a sentence. */
  readonly todo?: string
}

/** The oldest bootstrap that our templates work with (their own rule CheckBootstrapVersion says the same). */
const leastBootstrap = 6
/** Executions that the API, the mails and the sweeper need beside the workers. */
const executionsBeside = 6
/** What an account has that Lambda does not treat as new. */
const usualConcurrency = 1000
/** MB. What Lambda gives a new account. */
const newAccountMemory = 3008

/** What is right and wrong about an account, for a stage that is to be deployed there. */
export function findingsOn(stage: Stage, account: Account): readonly Finding[] {
  return [
    { kind: 'good', what: `The account is ${account.id}, the region ${account.region}.` },
    ...bootstraps(stage, account),
    ...capacity(stage, account),
    ...mails(stage, account),
    ...stacks(stage, account),
  ]
}

function bootstraps(stage: Stage, { id, region, bootstrap }: Account): readonly Finding[] {
  const regions = needsEdge(stage) && region !== edgeRegion ? [region, edgeRegion] : [region]
  return regions.map((one): Finding => {
    const version = bootstrap[one]
    const todo = `Run \`npx cdk bootstrap aws://${id}/${one}\`.`
    if (version === undefined) return unasked(`whether ${one} is bootstrapped`, 'ssm:GetParameter')
    if (version === 'none') return { kind: 'wrong', what: `The CDK has never been bootstrapped in ${one}.`, todo }
    if (version < leastBootstrap)
      return { kind: 'wrong', what: `The CDK’s bootstrap in ${one} is too old: version ${version}.`, todo }
    return { kind: 'good', what: `The CDK is bootstrapped in ${one}.` }
  })
}

function capacity({ workers, importers, workerMemory }: Stage, { concurrency }: Account): readonly Finding[] {
  if (concurrency === undefined) return [unasked('how many functions may run at once', 'lambda:GetAccountSettings')]
  const needed = workers + importers + executionsBeside
  const findings: Finding[] = []
  findings.push(
    concurrency < needed
      ? {
          kind: 'note',
          what: `Lambda runs ${concurrency} functions at once in this account; this stage may want ${needed}. While it is busy, the page would wait.`,
          todo: `Ask for more in Service Quotas: AWS Lambda, “Concurrent executions” (L-B99A9384), ${usualConcurrency}.`,
        }
      : { kind: 'good', what: `Lambda runs ${concurrency} functions at once; this stage needs ${needed} at most.` },
  )
  if (workerMemory > newAccountMemory && concurrency < usualConcurrency)
    findings.push({
      kind: 'note',
      what: `A new account gets ${newAccountMemory} MB for a function at most; the worker is to have ${workerMemory}. Lambda does not tell what this account gets.`,
      todo: `Leave out -c workerMemory, or ask AWS Support for more first.`,
    })
  return findings
}

function mails(stage: Stage, { mail, stacks }: Account): readonly Finding[] {
  if (!mail) return [unasked('about the sender of the mails', 'ses:GetAccount and ses:GetEmailIdentity')]
  return [...(mail.enabled ? [] : [paused]), identity(stage, mail, stacks), ...(mail.production ? [] : [sandbox])]
}

const paused: Finding = {
  kind: 'wrong',
  what: 'Amazon SES has paused sending for this account, so nobody would get a code to sign up.',
  todo: 'Open the SES console, “Account dashboard”, which says why and what to do.',
}

const sandbox: Finding = {
  kind: 'note',
  what: 'Amazon SES is in its sandbox: mails go to verified addresses only.',
  todo: 'Verify the addresses of those who try it, or request production access: docs/deploy.md, “Mail”.',
}

function identity({ mailSender, mailIdentity }: Stage, { address, domain }: Mail, stacks: Account['stacks']): Finding {
  const known = [address, domain].find((one) => one !== 'unknown')
  const isOurs = stacks?.some(({ name, status }) => name.endsWith('-auth') && isDeployed(status))
  if (mailIdentity === 'existing' && known === undefined)
    return {
      kind: 'wrong',
      what: `SES does not know ${mailSender} or its domain in this region.`,
      todo: 'Leave out -c mailIdentity=existing: the deployment registers the address, and AWS mails it a link.',
    }
  if (mailIdentity === 'new' && address !== 'unknown' && !isOurs)
    return {
      kind: 'wrong',
      what: `SES knows ${mailSender} already, so the deployment cannot register it.`,
      todo: 'Say -c mailIdentity=existing, at every deployment.',
    }
  if (mailIdentity === 'new' && address === 'unknown' && domain === 'verified')
    return {
      kind: 'note',
      what: `SES has verified the domain of ${mailSender}, which is enough; the deployment would register the address as well.`,
      todo: 'Say -c mailIdentity=existing, at every deployment.',
    }
  if (known === undefined)
    return {
      kind: 'note',
      what: `${mailSender} will be registered with SES.`,
      todo: 'Open the link that AWS mails there, or nobody can sign up.',
    }
  if (![address, domain].includes('verified'))
    return {
      kind: 'note',
      what: `${mailSender} is not verified yet, so nobody gets mails.`,
      todo: 'Open the link that AWS has mailed there; after a day, request another one in the SES console.',
    }
  return { kind: 'good', what: `${mailSender} is verified.` }
}

function stacks(stage: Stage, { stacks }: Account): readonly Finding[] {
  if (!stacks) return [unasked('what is deployed', 'cloudformation:DescribeStacks')]
  const findings = stacks.flatMap((stack) => half(stack) ?? [])
  if (!stacks.some(({ name, status }) => name.endsWith('-web') && isDeployed(status)))
    findings.push({
      kind: 'note',
      what: 'Whether this account may create a CloudFront distribution cannot be asked. Some brand-new ones may not.',
      todo: 'If the deployment of web fails with “Your account must be verified”, open a case with AWS Support, which is free for this, and deploy again.',
    })
  const unprotected = stage.name === 'prod' && !stage.protect && stacks.some(({ status }) => isDeployed(status))
  if (unprotected)
    findings.push({
      kind: 'note',
      what: 'Stacks, tables and accounts are not protected from being deleted.',
      todo: 'Deploy with -c protect=yes, now that the first deployment is over.',
    })
  return findings
}

function isDeployed(status: string): boolean {
  return /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status)
}

/** What is in the way of a stack's deployment. */
function half({ name, status, isProtected }: DeployedStack): Finding | undefined {
  const what = `${name} is in the state ${status}.`
  if (isDeployed(status) || status === 'REVIEW_IN_PROGRESS') return undefined
  if (/_IN_PROGRESS$/.test(status))
    return { kind: 'wrong', what, todo: 'Somebody is deploying it. Wait until that has ended.' }
  if (status === 'ROLLBACK_COMPLETE')
    return isProtected
      ? {
          kind: 'wrong',
          what: `${what} The CDK must delete it first, but it is protected.`,
          todo: `Run \`aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}\`.`,
        }
      : { kind: 'note', what, todo: 'Its first deployment failed. The next one deletes it and begins again.' }
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return {
      kind: 'wrong',
      what,
      todo: `Run \`aws cloudformation continue-update-rollback --stack-name ${name}\`, and read its events.`,
    }
  return {
    kind: 'wrong',
    what,
    todo: `Read its events in the CloudFormation console, remove what could not be deleted, then delete the stack.`,
  }
}

function unasked(what: string, permission: string): Finding {
  return {
    kind: 'note',
    what: `AWS does not tell you ${what}.`,
    todo: `You lack ${permission}. A deployment may work all the same.`,
  }
}
