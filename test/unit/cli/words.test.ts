import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { commands } from '../../../cli/commands'
import { commonOptions } from '../../../cli/words/command'
import { scriptFor, shells } from '../../../cli/words/completion'
import { reference } from '../../../cli/words/reference'
import { version } from '../../../package.json'
import { audiolift } from './world'

it('docs/cli.md says what --help says: write it with `npm run cli:docs`', () => {
  expect(readFileSync('docs/cli.md', 'utf8')).toContain(reference(commands))
})

it.each(commands.map(({ name }) => name))('%s has help with examples', async (name) => {
  const { code, results } = await audiolift([name, '--help'])
  expect(code).toBe(0)
  expect(results[0]).toMatch(new RegExp(`^Usage: audiolift ${name}`))
  expect(results[0]).toMatch(/Examples:\n {2}\S/)
})

it('no command is there whose paths the API does not have', () => {
  const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8'))
  expect(commands.some(({ name }) => name === 'share')).toBe('/v1/shares' in paths)
})

it('tells its version, and what it does not understand with 2', async () => {
  expect(await audiolift(['--version'])).toEqual({ code: 0, results: [version], told: [] })
  expect((await audiolift([])).results[0]).toContain('Exit codes:')
  const unknown = await audiolift(['dance', '--json'])
  expect(unknown.code).toBe(2)
  expect(JSON.parse(unknown.results.join())).toMatchObject({ error: { code: 'usage', exitCode: 2 } })
})

describe('completion', () => {
  /** What a shell is told of a command: its line, or lines, of the script. */
  const linesOf = {
    bash: (script: string, name: string) => script.match(new RegExp(`^      ${name}(?:\\)|:--).*$`, 'gm')),
    zsh: (script: string, name: string) => script.match(new RegExp(`^    ${name}\\) _arguments .*$`, 'gm')),
    fish: (script: string, name: string) =>
      script.match(new RegExp(`^complete -c audiolift -n '__fish_seen_subcommand_from ${name}' .*$`, 'gm')),
  }
  /** How it writes an option down, and the values of one. */
  const flags = { bash: / --([\w-]+)|'--([\w-]+)/g, zsh: /'\*?--([\w-]+)\[/g, fish: / -l ([\w-]+)/g }
  const listed = {
    bash: (words: string) => `'${words}'`,
    zsh: (words: string) => `:(${words.replaceAll(':', '\\:')})'`,
    fish: (words: string) => `'${words}'`,
  }

  describe.each(shells)('of %s', (shell) => {
    const script = scriptFor(shell, commands)

    it.each(commands)('has the options of $name, the values that they may have, and no others', (command) => {
      const { name, options, completes } = command
      const said = linesOf[shell](script, name)?.join('\n') ?? ''
      const found = [...said.matchAll(flags[shell])].map(([, one, other]) => one ?? other)
      expect([...new Set(found)].sort()).toEqual(Object.keys({ ...options, ...commonOptions }).sort())
      for (const { choices } of Object.values(options))
        if (choices) expect(said).toContain(listed[shell](choices.join(' ')))
      if (Array.isArray(completes)) expect(said).toContain(completes.join(' '))
    })

    it('has every command', () => {
      for (const { name } of commands) expect(script).toMatch(new RegExp(`[ ':]${name}[ ':]`))
    })
  })

  const bash = (...words: string[]): string[] => {
    const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _audiolift; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', `${scriptFor('bash', commands)}\n${ask}`], { encoding: 'utf8' })
      .trim()
      .split('\n')
  }

  it('of bash completes commands, options and values', () => {
    expect(bash('audiolift', 'co')).toEqual(['convert', 'completion'])
    expect(bash('audiolift', 'convert', '--fad')).toEqual(['--fade-in', '--fade-out'])
    expect(bash('audiolift', 'convert', '--format', '')).toEqual(['mp3', 'm4a', 'opus', 'flac', 'wav', 'copy'])
    expect(bash('audiolift', 'tokens', 're')).toEqual(['revoke'])
  })
})
