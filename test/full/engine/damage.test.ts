import { damagesOf, singles, sourceNames } from '../../support/damage'
import { withDirectory } from '../../support/media'
import { type Result, table, tryAll } from '../../support/outcomes'

const all: Result[] = []
afterAll(() => console.log(table(all)))

function problemsOf(results: readonly Result[]) {
  all.push(...results)
  return results
    .filter(({ problem }) => problem)
    .map(({ trial, problem }) => `${trial.source}, ${trial.damage}: ${problem}`)
}

test.each(sourceNames)('every damage to %s ends with verified audio or a right reason', (source) =>
  withDirectory(async (directory) => {
    expect(problemsOf(await tryAll(await damagesOf(source, directory), directory))).toEqual([])
  }),
)

test('so do files that are broken in a way of their own', () =>
  withDirectory(async (directory) => {
    expect(problemsOf(await tryAll(await singles(directory), directory))).toEqual([])
  }))
