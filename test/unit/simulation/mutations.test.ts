import type { Promised } from '../../simulation/ledger'
import { type Mutation, mutations } from '../../simulation/mutations'
import { simulate } from '../../simulation/simulate'

/** In so many worlds at most the missing part must be missed. */
const atMost = 300

/** What breaks without it. */
const breaks: { readonly [M in Mutation]: readonly Promised[] } = {
  'epoch condition': ['doubled or mixed'],
  'lease check': ['doubled or mixed'],
  'stream retry': ['event'],
  sweeper: ['stuck', 'lost'],
  'quota release': ['quota'],
  'idempotency key': ['doubled or mixed'],
}

describe('the simulation', () => {
  it.each(mutations)(
    `misses the %s within ${atMost} worlds`,
    async (mutation) => {
      for (let seed = 1; seed <= atMost; seed += 1) {
        const { broken } = await simulate({ seed, isTraced: false, mutation })
        if (broken.some(({ promise }) => breaks[mutation].includes(promise))) return
      }
      throw new Error(`${atMost} worlds did not miss the ${mutation}`)
    },
    60_000,
  )
})
