import { usageError } from '../errors'
import { exitCodes } from '../exit-codes'
import type { Command } from '../words/command'
import { type Shell, scriptFor, shells } from '../words/completion'

/** @param commands called late, because this command is one of them */
export function completionOf(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    operands: shells.join('|'),
    about: 'Print a script that completes words in your shell.',
    options: {},
    examples: [
      { line: 'source <(audiolift completion bash)', about: 'in ~/.bashrc' },
      { line: 'audiolift completion zsh > ~/.zfunc/_audiolift', about: 'once, for zsh, with ~/.zfunc in fpath' },
      { line: 'audiolift completion fish > ~/.config/fish/completions/audiolift.fish', about: 'once, for fish' },
    ],
    completes: shells,
    async run({ operands: [word, extra], json, world }) {
      const shell = shells.find((each: Shell) => each === word)
      if (shell === undefined || extra !== undefined) throw usageError(`Say for which shell: ${shells.join(', ')}.`)
      const script = scriptFor(shell, commands())
      world.terminal.result(json ? JSON.stringify({ shell, script }) : script)
      return exitCodes.ok
    },
  }
}
