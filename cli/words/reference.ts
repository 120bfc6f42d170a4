import { meanings } from '../exit-codes'
import type { Command } from './command'
import { helpOf } from './help'

/** What `docs/cli.md` says of commands and exit codes, in Markdown: the same words as `--help`. */
export function reference(commands: readonly Command[]): string {
  const codes = meanings.map(([code, meaning]) => `| ${code} | ${meaning} |`)
  const sections = commands.map((command) => `### ${command.name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``)
  return [
    '## Exit codes',
    ['| code | meaning |', '| ---- | ------- |', ...codes].join('\n'),
    '## Commands',
    ...sections,
  ].join('\n\n')
}
