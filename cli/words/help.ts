import { meanings } from '../exit-codes'
import { table } from '../terminal/format'
import { type Command, commonOptions, type OptionSpecs } from './command'

export function helpOf(command: Command): string {
  const { name, operands, about, details, options, examples } = command
  const usage = `Usage: audiolift ${[name, operands, '[options]'].filter(Boolean).join(' ')}`
  const own = Object.keys(options).length > 0 ? [`Options:\n${optionLines(options)}`] : []
  return [
    usage,
    `${about}${details === undefined ? '' : `\n${details}`}`,
    ...own,
    `Everywhere:\n${optionLines(commonOptions)}`,
    `Examples:\n${examples.map((example) => `  ${example.line}\n      ${example.about}`).join('\n')}`,
  ].join('\n\n')
}

export function helpOfAll(commands: readonly Command[]): string {
  return [
    'Usage: audiolift COMMAND [options]',
    'Lifts the audio out of video.',
    `Commands:\n${table(commands.map(({ name, about }) => [`  ${name}`, about]))}`,
    `Everywhere:\n${optionLines({ ...commonOptions, version: { type: 'boolean', about: 'print the version' } })}`,
    [
      'Examples:',
      '  audiolift login',
      '  audiolift convert holiday.mp4',
      '  audiolift convert talks/ -o audio/ --format opus --loudness -16',
      '  audiolift ls --state failed --json',
    ].join('\n'),
    `Exit codes:\n${table(meanings.map(([code, meaning]) => [`  ${String(code).padStart(3)}`, meaning]))}`,
    [
      'Environment:',
      '  AUDIOLIFT_URL    the service',
      '  AUDIOLIFT_TOKEN  a token for programs, instead of a login',
      '  NO_COLOR         no colours',
    ].join('\n'),
    '`audiolift COMMAND --help` says more.',
  ].join('\n\n')
}

function optionLines(options: OptionSpecs): string {
  return table(
    Object.entries(options).map(([name, { short, value, about, type }]) => [
      `  ${short === undefined ? '    ' : `-${short}, `}--${name}${type === 'string' ? ` ${value ?? 'TEXT'}` : ''}`,
      about,
    ]),
  )
}
