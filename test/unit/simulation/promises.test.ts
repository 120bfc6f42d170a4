import { killPoints } from '../../simulation/kill-points'
import { simulate } from '../../simulation/simulate'
import { count, emptyTally, tableOf } from '../../simulation/tally'

/** Each world aims at one kill point. */
const seeds = killPoints.length

describe('the real handlers in a world where everything goes wrong', () => {
  it(`keep the four promises in ${seeds} worlds`, async () => {
    const tally = emptyTally()
    for (let seed = 1; seed <= seeds; seed += 1) {
      const outcome = await simulate({ seed, isTraced: false })
      expect([seed, outcome.broken]).toEqual([seed, []])
      count(tally, outcome)
    }
    expect(tally.jobs).toBeGreaterThan(seeds)
    expect(killPoints.filter((point) => tally.kills[point] === 0).length).toBeLessThan(killPoints.length / 10)
    expect(tableOf(tally)).toContain('jobs lost')
  }, 60_000)

  it('are told by the seed alone', async () => {
    const [one, same, other] = [
      await simulate({ seed: 7, isTraced: true }),
      await simulate({ seed: 7, isTraced: true }),
      await simulate({ seed: 8, isTraced: true }),
    ]
    expect(one.lines.length).toBeGreaterThan(10)
    expect(same.lines).toEqual(one.lines)
    expect(other.lines).not.toEqual(one.lines)
  })
})
