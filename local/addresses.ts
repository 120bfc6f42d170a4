import { rmSync } from 'node:fs'
import { readJsonIfThere, writeAtomically } from './files'

/** Addresses of a running local cloud, without a slash at the end. They are in `.audiolift/local.json` while it runs. */
export interface Addresses {
  /** Origin of the page, with the API under `/v1` as in AWS. */
  readonly page: string
  /** The API itself, without the front: the part before `/v1`. */
  readonly api: string
  /** The inbox's page; its mails as JSON are at `/messages` below it. */
  readonly inbox: string
  /** The emulator: `AWS_ENDPOINT_URL`. */
  readonly emulator: string
}

export function addressesOf(page: string, api: string, emulator: string): Addresses {
  return { page, api, inbox: `${page}/inbox`, emulator }
}

export function writeAddresses(file: string, addresses: Addresses): void {
  writeAtomically(file, `${JSON.stringify(addresses, null, 2)}\n`)
}

/** The addresses that a running local cloud has written, if they are complete. */
export function readAddresses(file: string): Addresses | undefined {
  const { page, api, inbox, emulator } = readJsonIfThere(file) ?? {}
  if (typeof page !== 'string' || typeof api !== 'string') return undefined
  if (typeof inbox !== 'string' || typeof emulator !== 'string') return undefined
  return { page, api, inbox, emulator }
}

export function removeAddresses(file: string): void {
  rmSync(file, { force: true })
}
