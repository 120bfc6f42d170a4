import { flagOf } from '../../options/flags'
import { exitCodes } from '../exit-codes'
import { serviceOf } from '../service/connect'
import { fieldsOf } from '../service/folders'
import { table } from '../terminal/format'
import type { Command } from '../words/command'

export const formats: Command = {
  name: 'formats',
  operands: '',
  about: 'Show the formats, and the options of each.',
  details: 'No login is needed. With --json each format has the JSON Schema of its options.',
  options: {},
  examples: [{ line: 'audiolift formats', about: 'what `convert --format` may be' }],
  async run({ given, json, world }) {
    const { client } = serviceOf({ given, world })
    const found = await client.formats({ signal: world.signal })
    const rows = found.map(({ name, title, options }) => [name, title, flagsOf(options).join(' ')])
    world.terminal.result(json ? JSON.stringify({ formats: found }) : table(rows))
    return exitCodes.ok
  },
}

/** The allowed values, from a JSON Schema. */
function flagsOf({ properties }: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(fieldsOf(properties)).flatMap((field) => (field === 'format' ? [] : (flagOf(field) ?? [])))
}
