/** What a token may be used for: name → what it opens, as a sentence for its owner. Names are part of the interface: never rename one. */
export const scopes = {
  'jobs:read': 'List, read and download jobs; see the quota.',
  'jobs:write': 'Cancel, retry and delete jobs.',
  'uploads:write': 'Upload and import videos.',
  /** Nothing needs it yet; tokens that have it stay valid. */
  webhooks: 'See and change webhooks.',
  account: 'The account itself: its tokens, its password, its closing. Only for a user who has signed in.',
} as const satisfies Record<string, string>

export type Scope = keyof typeof scopes

/** A signed-in user has every scope. */
export const everyScope = Object.keys(scopes) as [Scope, ...Scope[]]

/** RFC 6749, section 3.3: names separated by spaces. Unknown names grant nothing. */
export function parseScopes(text: string | undefined): ReadonlySet<Scope> {
  const names = new Set(text?.split(' '))
  return new Set(everyScope.filter((scope) => names.has(scope)))
}

export function formatScopes(list: readonly Scope[]): string {
  return list.join(' ')
}
