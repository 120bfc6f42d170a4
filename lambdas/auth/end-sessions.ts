import type { AccountStore, Directory } from './ports'
import { endOfSecond } from './standing'

export interface EndSessionsDeps {
  readonly directory: Pick<Directory, 'revokeAll'>
  readonly accounts: Pick<AccountStore, 'endSessionsBefore'>
  /** Milliseconds. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * Ends all sessions of a user. Our own note comes first and makes access tokens useless; then the directory stops issuing new ones. After a
 * crash in between, a repeated request does both. A second note covers tokens issued between the two. Waits until the current
 * second is over, so that the next sign-in is accepted.
 */
export async function endSessions({ directory, accounts, now, pause }: EndSessionsDeps, owner: string): Promise<void> {
  await accounts.endSessionsBefore(owner, endOfSecond(now()))
  await directory.revokeAll(owner)
  const second = endOfSecond(now())
  await accounts.endSessionsBefore(owner, second)
  await pause(Math.max(0, second * 1000 - now()))
}
