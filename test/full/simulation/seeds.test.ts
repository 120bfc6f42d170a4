import { run } from '../../../local/processes'

/** Milliseconds, on two cores. */
const atMost = 600_000

describe('npm run simulate -- --seeds 10000', () => {
  it('breaks no promise, hits every kill point often, and ends within ten minutes', async () => {
    const began = performance.now()
    const { code, stdout, stderr } = await run('node', ['local/boot.mjs', 'test/simulation/cli.ts', '--seeds', '10000'])
    expect([code, stderr]).toEqual([0, ''])
    console.log(stdout)
    expect(performance.now() - began).toBeLessThan(atMost)
  })
})
