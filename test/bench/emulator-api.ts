/** The newest log line of a function that holds all the words. The emulator asks for no signature. */
export async function findLog(emulator: string, fn: string, words: readonly string[]): Promise<string> {
  const { LoggingConfig } = await configurationOf(emulator, fn)
  const logGroupName = LoggingConfig?.LogGroup
  for (;;) {
    const response = await fetch(emulator, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' },
      body: JSON.stringify({ logGroupName }),
    })
    const { events } = (await response.json()) as { readonly events: { readonly message: string }[] }
    const found = events.findLast(({ message }) => words.every((word) => message.includes(word)))
    if (found) return found.message
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

interface FunctionConfiguration {
  readonly Environment?: { readonly Variables?: Record<string, string> }
  readonly LoggingConfig?: { readonly LogGroup?: string }
}

async function configurationOf(emulator: string, name: string): Promise<FunctionConfiguration> {
  const response = await fetch(`${emulator}/2015-03-31/functions/${name}/configuration`)
  return (await response.json()) as FunctionConfiguration
}

/** The environment that a function was deployed with, and the emulator's address as its runtime adds it. */
export async function functionEnvironment(emulator: string, name: string): Promise<Record<string, string>> {
  const { Environment } = await configurationOf(emulator, name)
  return {
    ...Environment?.Variables,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: emulator,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
}
