import { type Command, commonOptions, type OptionSpecs } from './command'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** Completes commands, options, the values of options that have a choice, and files. */
export function scriptFor(shell: Shell, commands: readonly Command[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands)
}

function optionsOf(command: Command): OptionSpecs {
  return { ...command.options, ...commonOptions }
}

/** In single quotes, which all three shells read alike. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`
}

function bashScript(commands: readonly Command[]): string {
  const values = (command: Command) =>
    Object.entries(optionsOf(command)).flatMap(([name, { choices }]) =>
      choices ? [`      ${command.name}:--${name}) words=${quoted(choices.join(' '))} ;;`] : [],
    )
  const words = ({ name, completes, ...command }: Command) => {
    const flags = Object.keys(optionsOf({ name, ...command })).map((option) => `--${option}`)
    const first = Array.isArray(completes) ? completes : []
    return `      ${name}) words=${quoted([...first, ...flags].join(' '))} ;;`
  }
  return `# bash completion of audiolift
_audiolift() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted([...commands.map(({ name }) => name), '--help', '--version'].join(' '))}
  else
    case "$command:$before" in
${commands.flatMap(values).join('\n')}
    esac
    [ -n "$words" ] || case "$command" in
${commands.map(words).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _audiolift audiolift`
}

function zshScript(commands: readonly Command[]): string {
  const about = (text: string) => text.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`)
  const argument = (name: string, { type, multiple, choices, value, about: what }: OptionSpecs[string]) => {
    const takes =
      type === 'boolean' ? '' : `:${value ?? name}:${choices ? `(${choices.map(about).join(' ')})` : '_files'}`
    return quoted(`${multiple ? '*' : ''}--${name}[${about(what)}]${takes}`)
  }
  const operands = ({ completes }: Command) =>
    Array.isArray(completes)
      ? quoted(`1:what:(${completes.join(' ')})`)
      : completes === 'files'
        ? quoted('*:file:_files')
        : ''
  return `#compdef audiolift
_audiolift() {
  local -a commands=(
${commands.map(({ name, about: what }) => `    ${quoted(`${name}:${about(what)}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands
  .map((command) => {
    const flags = Object.entries(optionsOf(command)).map(([name, spec]) => argument(name, spec))
    return `    ${command.name}) _arguments ${[...flags, operands(command)].filter(Boolean).join(' ')} ;;`
  })
  .join('\n')}
  esac
}
if [ "$funcstack[1]" = _audiolift ]; then _audiolift "$@"; else compdef _audiolift audiolift; fi`
}

function fishScript(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    const { name, about, completes } = command
    const within = `-n '__fish_seen_subcommand_from ${name}'`
    const flags = Object.entries(optionsOf(command)).map(([option, { short, type, choices, about: what }]) =>
      [
        `complete -c audiolift ${within} -l ${option}`,
        short === undefined ? '' : `-s ${short}`,
        type === 'string' ? '-r' : '',
        choices ? `-f -a ${quoted(choices.join(' '))}` : '',
        `-d ${quoted(what)}`,
      ]
        .filter(Boolean)
        .join(' '),
    )
    const first = Array.isArray(completes)
      ? [`complete -c audiolift ${within} -f -a ${quoted(completes.join(' '))}`]
      : []
    return [`complete -c audiolift -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`, ...first, ...flags]
  })
  return ['# fish completion of audiolift', ...lines].join('\n')
}
