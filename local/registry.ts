import { UserError } from './errors'

/**
 * What the rooms published (`/audiolift/local/<room>/<name>`), by `<room>/<name>`.
 *
 * The emulator needs no signature, so one request does it, without an SDK.
 */
export async function discoverAll(emulatorUrl: string): Promise<ReadonlyMap<string, string>> {
  const prefix = '/audiolift/local/'
  const found = new Map<string, string>()
  let next: string | undefined
  do {
    const body = { Path: prefix, Recursive: true, ...(next === undefined ? {} : { NextToken: next }) }
    const response = await fetch(emulatorUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParametersByPath' },
      body: JSON.stringify(body),
    })
    const page: unknown = await response.json()
    if (!response.ok || !isPage(page))
      throw new Error(`The emulator's parameters could not be read (${response.status}).`)
    for (const { Name, Value } of page.Parameters) found.set(Name.slice(prefix.length), Value)
    next = page.NextToken
  } while (next)
  return found
}

/** The emulator's address of the HTTP API that the gateway room published, and its key. */
export async function discoverApi(emulatorUrl: string): Promise<{ readonly url: string; readonly edgeKey: string }> {
  const found = await discoverAll(emulatorUrl)
  const [apiId, edgeKey] = [found.get('gateway/api-id'), found.get('gateway/edge-key')]
  if (apiId === undefined || edgeKey === undefined) {
    throw new UserError(
      'The gateway has published no API, so there is nothing to talk to. Run `npm run clean` and start again.',
    )
  }
  return { url: `${emulatorUrl}/_aws/execute-api/${apiId}`, edgeKey }
}

function isPage(
  value: unknown,
): value is { readonly Parameters: { readonly Name: string; readonly Value: string }[]; readonly NextToken?: string } {
  return typeof value === 'object' && value !== null && 'Parameters' in value && Array.isArray(value.Parameters)
}
