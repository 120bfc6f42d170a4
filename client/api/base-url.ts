/**
 * What stands before `/v1`, without slashes at its end.
 *
 * @param isInPage whether there is an origin that the address may leave out
 * @throws TypeError with a sentence when it is not an address that requests can be sent to
 */
export function checkedBaseUrl(baseUrl: string, isInPage = 'location' in globalThis): string {
  const address = String(baseUrl) // JavaScript may pass a variable that is not set
  const isOfPage = address === '' || address.startsWith('/')
  if (isOfPage ? !isInPage : !isWebAddress(address))
    throw new TypeError(
      `baseUrl: “${address}” is not an address. Give a complete one, such as https://audio.example.com.`,
    )
  return address.replace(/\/+$/, '')
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)
}
