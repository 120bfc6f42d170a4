/** From AWS's page “How Amazon SQS fair queues work”; the length of “recently” is not told there. Milliseconds. */
const recently = 5 * 60_000
const share = 0.1
const fewest = 30

interface Handled {
  readonly group: string
  readonly at: number
  readonly took: number
}

/**
 * Which groups make a standard queue noisy: those with over 10 % of the messages in flight and at least 30 of their own, or with over 10 % of the
 * time that consumers recently took. Their messages come when no other group has one; among noisy groups, the one with fewest in flight is next.
 */
export class FairShare {
  private readonly inFlight = new Map<string, number>()
  private handled: Handled[] = []

  constructor(private readonly now: () => number) {}

  begin(group: string): void {
    this.inFlight.set(group, this.flying(group) + 1)
  }

  end(group: string, took: number): void {
    this.inFlight.set(group, this.flying(group) - 1)
    const at = this.now()
    this.handled = [...this.handled.filter((one) => one.at > at - recently), { group, at, took }]
  }

  /** Those of the messages that are next. */
  next<M extends { readonly group: string }>(visible: readonly M[]): readonly M[] {
    const quiet = visible.filter(({ group }) => !this.isNoisy(group))
    if (quiet.length > 0) return quiet
    const least = Math.min(...visible.map(({ group }) => this.flying(group)))
    return visible.filter(({ group }) => this.flying(group) === least)
  }

  private isNoisy(group: string): boolean {
    const flying = this.flying(group)
    const all = [...this.inFlight.values()].reduce((sum, one) => sum + one, 0)
    if (flying >= fewest && flying > share * all) return true
    const timeOf = (handled: readonly Handled[]) => handled.reduce((sum, { took }) => sum + took, 0)
    return timeOf(this.handled.filter((one) => one.group === group)) > share * timeOf(this.handled)
  }

  private flying(group: string): number {
    return this.inFlight.get(group) ?? 0
  }
}
