import { changeOf, merge, nothing } from '../../../local/changes'

describe('changeOf', () => {
  it.each(['web/main.ts', 'client/api/client.ts', 'web\\style.css'])('rebuilds the page for %s', (file) =>
    expect(changeOf(file)).toEqual({ page: true, stacks: false }),
  )
  it.each(['lambdas/jobs/app.ts', 'lib/stages.ts', 'bin/audiolift.ts'])('looks at the stacks for %s', (file) =>
    expect(changeOf(file)).toEqual({ page: false, stacks: true }),
  )
  it.each(['media/peaks.ts', 'protocol/parts.ts'])('does both for %s', (file) =>
    expect(changeOf(file)).toEqual({ page: true, stacks: true }),
  )
  it.each(['web/.main.ts.swp', 'lambdas/jobs/app.ts~', 'lib/.#stages.ts', 'lambdas/jobs/4913'])(
    'does nothing for %s',
    (file) => expect(changeOf(file)).toBe(nothing),
  )
})

describe('merge', () => {
  it('does what either calls for', () => {
    const both = merge(changeOf('web/main.ts'), changeOf('lib/stages.ts'))
    expect(both).toEqual({ page: true, stacks: true })
    expect(merge(both, nothing)).toEqual(both)
    expect(merge(nothing, nothing)).toBe(nothing)
  })
})
