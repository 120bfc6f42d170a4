/** Where the adapters for AWS are tried: an emulator's address, and what the rooms have in it. */
export interface Cloud {
  readonly endpoint: string
  /** Like the jobs room's, but without its stream, so that no relay and no sweeper interferes. */
  readonly jobsTable: string
  readonly authTable: string
  readonly uploadsBucket: string
  readonly audioBucket: string
}

/** Known when a test begins. */
export type OpenCloud = () => Promise<Cloud>

export function accessTo({ endpoint }: Pick<Cloud, 'endpoint'>) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
}
