import type { Node } from 'constructs'

/** What `-c key=value` can say, and in a sentence's words what each key is for. */
const keys = {
  stage: 'the stage',
  mailSender: 'the sender of the mails',
  mailIdentity: 'where the sender’s SES identity comes from',
  domain: 'a domain name of your own',
  hostedZone: 'the Route 53 zone of that domain',
  certificate: 'the certificate of that domain',
  firewall: 'whether a web ACL stands in front of CloudFront',
  workerMemory: 'how much memory a conversion gets',
  protect: 'whether stacks and data are protected from being deleted',
  // The local cloud says these itself.
  site: 'the origin of the local page',
  emulator: 'the emulator’s address',
  ffmpeg: 'the local ffmpeg',
  encoder: 'the local MP3 encoder',
  launcher: 'the local launcher of both',
  calls: 'the folder for the record of the functions’ calls',
} as const

export type StageContext = { readonly [key in keyof typeof keys]?: string }

/** A command line that does not describe a stage: an error of the user, reported as a sentence. */
export class StageError extends Error {}

/**
 * What the command line, or a file `cdk.context.json`, says about the stage.
 *
 * @throws StageError for a key that nothing reads, which would otherwise be a typing error without effect.
 */
export function stageContext(node: Node): StageContext {
  const all: Record<string, unknown> = node.getAllContext()
  // Keys with a colon are the CDK's own, and this one.
  const isCdks = (key: string) => key.includes(':') || key === 'acknowledged-issue-numbers'
  const unknown = Object.keys(all).find((key) => !isCdks(key) && !isKey(key))
  if (unknown !== undefined) {
    const meant = Object.keys(keys).find((key) => key.toLowerCase() === unknown.toLowerCase().replace(/[-_]/g, ''))
    throw new StageError(
      `Nothing reads -c ${unknown}. ${meant ? `Say -c ${meant}.` : `The keys are ${Object.keys(keys).join(', ')}.`}`,
    )
  }
  return Object.fromEntries(
    Object.entries(all)
      .filter(([key, value]) => isKey(key) && value !== undefined && value !== '')
      .map(([key, value]) => [key, String(value)]),
  )
}

function isKey(key: string): key is keyof typeof keys {
  return key in keys
}

/** `undefined` where nothing is said. @throws StageError for anything but `yes` and `no` */
export function yesOrNo(key: 'firewall' | 'protect', value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (value === 'yes' || value === 'no') return value === 'yes'
  throw new StageError(`-c ${key}=${value} is neither yes nor no. It says ${keys[key]}.`)
}

/** @throws StageError when it is missing, or no address */
export function mailSenderOf({ mailSender }: StageContext): string {
  if (mailSender === undefined)
    throw new StageError(
      'Who sends the mails? Say -c mailSender=you@your-domain.com, with an address whose mail you can read: AWS sends it a link to open. Without a sender nobody can sign up.',
    )
  if (!isAddress(mailSender))
    throw new StageError(`-c mailSender=${mailSender} is not a mail address. Say one such as you@your-domain.com.`)
  return mailSender
}

/** Enough to catch a typing error: SES decides what an address is. */
export function isAddress(value: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(value)
}

/** Whether we make the sender's identity, or SES has it already. */
export function mailIdentityOf({ mailIdentity = 'new' }: StageContext): 'new' | 'existing' {
  if (mailIdentity === 'new' || mailIdentity === 'existing') return mailIdentity
  throw new StageError(
    `-c mailIdentity=${mailIdentity} is neither new nor existing. Say existing where SES in this account and region already knows the sender’s address or its domain.`,
  )
}

/** MB. As many as a new account may give a function; and as many as Lambda has. */
const usualWorkerMemory = 3008
export const mostWorkerMemory = 10_240

/** MB. With less, six hours of sound may take longer than a function lives. */
const leastWorkerMemory = 1024

/** MB of the function that converts. @throws StageError when Lambda would not take them, or they would not do */
export function workerMemoryOf({ workerMemory }: StageContext): number {
  if (workerMemory === undefined) return usualWorkerMemory
  const memory = Number(workerMemory)
  if (Number.isInteger(memory) && memory >= leastWorkerMemory && memory <= mostWorkerMemory) return memory
  throw new StageError(
    `-c workerMemory=${workerMemory} is not a number of megabytes from ${leastWorkerMemory} to ${mostWorkerMemory}. Without it, a conversion gets ${usualWorkerMemory}, the most that a new account may have.`,
  )
}

/** A domain name for the page and the API, with what proves that it is ours. */
export interface Domain {
  readonly name: string
  /** `zone`: id of a Route 53 zone, in which we prove the certificate and put the name. `certificate`: its ARN; the name points here by the owner's hand. */
  readonly proof: { readonly kind: 'zone' | 'certificate'; readonly value: string }
}

/** @throws StageError when something is missing or malformed */
export function domainOf({ domain, hostedZone, certificate }: StageContext): Domain | undefined {
  if (domain === undefined) {
    const lonely = hostedZone ? 'hostedZone' : certificate ? 'certificate' : undefined
    if (lonely) throw new StageError(`-c ${lonely} needs -c domain=audio.example.com, the name that it is for.`)
    return undefined
  }
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domain))
    throw new StageError(`-c domain=${domain} is not a domain name. Say it in lower case, without https://.`)
  if (hostedZone && certificate) throw new StageError('Say either -c hostedZone or -c certificate, not both.')
  if (hostedZone) {
    if (!/^Z[A-Z0-9]{5,31}$/.test(hostedZone))
      throw new StageError(
        `-c hostedZone=${hostedZone} is not the id of a zone, which looks like Z0123456789ABCDEFGHIJ. \`aws route53 list-hosted-zones\` shows it.`,
      )
    return { name: domain, proof: { kind: 'zone', value: hostedZone } }
  }
  if (certificate) {
    if (!/^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/.test(certificate))
      throw new StageError(
        `-c certificate=${certificate} is not the ARN of a certificate in us-east-1, the only region whose certificates CloudFront takes.`,
      )
    return { name: domain, proof: { kind: 'certificate', value: certificate } }
  }
  throw new StageError(
    `-c domain=${domain} needs proof that it is yours: -c hostedZone=Z… if Route 53 has the domain, or -c certificate=arn:aws:acm:us-east-1:… for a certificate that you have.`,
  )
}
