import { createSteps, type OnStep, stepLine } from '../../../local/steps'

describe('createSteps', () => {
  it('reports when a step starts and what came of it', async () => {
    const events: Parameters<OnStep>[0][] = []
    const times = [1000, 3500]
    const steps = createSteps(
      (event) => events.push(event),
      () => times.shift() ?? 0,
    )
    expect(
      await steps.step(
        'Emulator',
        () => Promise.resolve(4566),
        (port) => `port ${port}`,
      ),
    ).toBe(4566)
    expect(events).toEqual([
      { type: 'started', name: 'Emulator' },
      { type: 'done', name: 'Emulator', seconds: 2.5, detail: 'port 4566' },
    ])
  })

  it('does not call a failed step done', async () => {
    const events: Parameters<OnStep>[0][] = []
    const steps = createSteps((event) => events.push(event))
    await expect(steps.step('Stacks', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(events.map(({ type }) => type)).toEqual(['started'])
  })
})

describe('stepLine', () => {
  it('lines up times', () => {
    expect(stepLine({ name: 'Page', seconds: 0.04, detail: 'built' })).toBe('    0.0 s  Page: built')
    expect(stepLine({ name: 'Page', seconds: 112.44 })).toBe('  112.4 s  Page')
  })
})
