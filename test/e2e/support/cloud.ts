import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Client, createClient } from '../../../client/api/client'
import { memorySession } from '../../../client/api/session'
import type { Mail } from '../../../local/inbox'
import { pathsUnder } from '../../../local/paths'
import { openAccount } from '../../support/account'
import { describedFetch } from '../../support/described-fetch'

/** The local cloud of the end-to-end tests has a home of its own, so that they run beside `npm start`. */
export const testHome = '.audiolift/e2e'

interface Addresses {
  readonly page: string
  readonly api: string
  readonly inbox: string
  readonly emulator: string
}

export function addresses(): Addresses {
  return JSON.parse(readFileSync(pathsUnder(process.cwd(), testHome).addresses, 'utf8'))
}

/** Origin of page and API. */
export function page(): string {
  return addresses().page
}

export function newUser() {
  return { email: `${randomUUID()}@example.org`, password: 'Correct-horse-9-battery' }
}

export interface User {
  readonly client: Client
  readonly email: string
  readonly password: string
  /** The access token. */
  readonly token: string
}

/** A client that throws if the running API's answer does not match its description. */
export function describedClient(session = memorySession()): Client {
  return createClient({ baseUrl: page(), session, fetch: describedFetch() })
}

/** A new user, signed in. */
export async function user(): Promise<User> {
  const { email, password } = newUser()
  const client = describedClient()
  await openAccount(client, addresses().inbox, { email, password })
  const { access_token } = await client.login({ email, password })
  return { client, email, password, token: access_token }
}

/** Waits for the next second. The emulator compares seconds of issue and sign-out; Cognito knows which came first. */
export async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000)
  while (Math.floor(Date.now() / 1000) === second) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** The mails to an address, oldest first, as soon as there are this many. */
export async function mailsTo(email: string, count: number): Promise<Mail[]> {
  for (;;) {
    const response = await fetch(`${addresses().inbox}/messages`)
    const { messages } = (await response.json()) as { readonly messages: Mail[] }
    const own = messages.filter(({ to }) => to.includes(email)).reverse()
    if (own.length >= count) return own
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
