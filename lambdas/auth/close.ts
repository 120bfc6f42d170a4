import type { Log } from '../shared/log'
import type { AccountStore, CodeStore, Directory } from './ports'

export interface CloseDeps {
  readonly directory: Pick<Directory, 'revokeAll' | 'find' | 'remove'>
  readonly accounts: Pick<AccountStore, 'removeTokens'>
  readonly codes: Pick<CodeStore, 'remove'>
  /** Tells the rooms that keep something of this account. */
  readonly announce: (event: AccountClosed) => Promise<void>
  readonly log: Log
}

/** What the rooms after this one hear. They may hear it again. */
export interface AccountClosed {
  readonly owner: string
}

/**
 * Removes a closed account. The row that closes it was written first, so nothing opens the account any more. Each step here may be
 * repeated, and the table's stream repeats all of them until they have succeeded. The directory's user is removed last: then the address
 * is free for a new account, with another subject.
 */
export async function removeAccount(
  { directory, accounts, codes, announce, log }: CloseDeps,
  { owner }: AccountClosed,
): Promise<void> {
  await directory.revokeAll(owner)
  await announce({ owner })
  await accounts.removeTokens(owner)
  const account = await directory.find(owner)
  if (account) await codes.remove(account.email)
  await directory.remove(owner)
  log.info('account removed', { owner })
}
