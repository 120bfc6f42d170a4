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
 * Ends all sessions of a user. First our own note, which makes access tokens useless, then the directory, so that there are no new ones: after
 * a crash in between, whoever asks again finds both done. A second note covers what was issued between the two. Waits until the running
 * second is over, so that who signs in next is let in.
 */
export async function endSessions({ directory, accounts, now, pause }: EndSessionsDeps, owner: string): Promise<void> {
  await accounts.endSessionsBefore(owner, endOfSecond(now()))
  await directory.revokeAll(owner)
  const second = endOfSecond(now())
  await accounts.endSessionsBefore(owner, second)
  await pause(Math.max(0, second * 1000 - now()))
}
