import { parseLogs, parseStart } from '../../../local/arguments'
import { UserError } from '../../../local/errors'

function failureOf(work: () => unknown): UserError {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('parseStart', () => {
  it('starts without arguments', () => expect(parseStart([])).toEqual({ kind: 'start' }))

  it('takes two files for --once', () =>
    expect(parseStart(['--once', 'in.mp4', 'out.mp3'])).toEqual({ kind: 'once', input: 'in.mp4', output: 'out.mp3' }))

  it.each([[['--frob']], [['in.mp4']], [['--once']], [['--once', 'in.mp4']], [['--once', 'a', 'b', 'c']]])(
    'refuses %j with exit code 2 and the usage',
    (argv) => {
      const failure = failureOf(() => parseStart(argv))
      expect(failure.exitCode).toBe(2)
      expect(failure.message).toContain('npm start -- --once IN OUT.mp3')
    },
  )
})

describe('parseLogs', () => {
  it('follows everything of the local stage by default', () =>
    expect(parseLogs([])).toEqual({ stage: 'local', follow: true }))

  it('takes a job, a stage and --no-follow in any order', () =>
    expect(parseLogs(['--stage', 'dev', 'job-1', '--no-follow'])).toEqual({
      stage: 'dev',
      follow: false,
      job: 'job-1',
    }))

  it.each([[['a', 'b']], [['--stage']], [['--stage', '../x']], [['"job"']], [['--what']]])('refuses %j', (argv) =>
    expect(failureOf(() => parseLogs(argv)).exitCode).toBe(2),
  )
})
