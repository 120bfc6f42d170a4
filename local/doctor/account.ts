/** What is asked of an account before a deployment. Nothing is changed there. `undefined`: it may not be asked, or did not answer. */
export interface Account {
  readonly id: string
  readonly region: string
  /** Versions of the CDK's own stack, by region; `none` where there is none. */
  readonly bootstrap: Readonly<Record<string, number | 'none' | undefined>>
  /** Executions of all functions at once. */
  readonly concurrency: number | undefined
  readonly mail: Mail | undefined
  /** Stacks of the stage that exist, in its region. */
  readonly stacks: readonly DeployedStack[] | undefined
}

export interface Mail {
  /** May send to anybody; otherwise to verified addresses only. */
  readonly production: boolean
  readonly enabled: boolean
  /** Of the sender's address, and of its domain or the nearest one above it that SES knows. */
  readonly address: Identity
  readonly domain: Identity
}

export type Identity = 'unknown' | 'unverified' | 'verified'

export interface DeployedStack {
  readonly name: string
  /** As CloudFormation calls it. */
  readonly status: string
  readonly isProtected: boolean
}
