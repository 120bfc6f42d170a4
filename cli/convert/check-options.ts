import type { Client } from '../../client/api/client'
import { isTransient } from '../../client/api/errors'
import { retry } from '../../client/api/retry'
import type { ConversionOptions } from '../../client/api/types'
import { contradictionsBetween } from '../../options/contradictions'
import { flagOf } from '../../options/flags'
import { usageError } from '../errors'
import { fieldsOf } from '../service/folders'

/** A JSON Schema, or what stands for one. */
type Schema = Readonly<Record<string, unknown>>

/**
 * Holds what was asked for against what the service says that it makes (`GET /v1/formats`), before any file is read. Without a word about
 * options nothing is asked.
 *
 * @throws CliError that names each option that is wrong; ProblemError and NetworkError where the service does not say
 */
export async function checkOptions(client: Client, options: ConversionOptions, signal: AbortSignal): Promise<void> {
  if (Object.keys(options).length === 0) return
  const formats = await retry(() => client.formats({ signal }), { isTransient, signal })
  const { format: name = 'mp3' } = options
  const format = formats.find((each) => each.name === name)
  if (!format) throw usageError(`--format: “${name}” is not one of ${formats.map((each) => each.name).join(', ')}.`)
  const schema: Schema = format.options
  const complaints = [...wrongFields(options, schema, { root: schema, title: format.title }), ...combined(options)]
  if (complaints.length > 0)
    throw usageError(complaints.map(({ field, sentence }) => `${flagOf(field) ?? field}: ${sentence}`).join('\n'))
}

interface Complaint {
  /** As in the API: `tags.title`. */
  readonly field: string
  readonly sentence: string
}

interface Document {
  /** Where `#/$defs/…` leads to. */
  readonly root: Schema
  /** The format's, for people. */
  readonly title: string
}

function* wrongFields(values: object, schema: Schema, document: Document, path = ''): Generator<Complaint> {
  const properties = fieldsOf(schema.properties)
  for (const [name, value] of Object.entries(values)) {
    const field = path === '' ? name : `${path}.${name}`
    if (Object.hasOwn(properties, name)) yield* wrongValue(value, resolved(properties[name], document), document, field)
    else if (path === '') yield { field, sentence: `This option does not apply to ${document.title}.` }
    else yield { field, sentence: `Unknown; known are ${Object.keys(properties).join(', ')}.` }
  }
}

function* wrongValue(value: unknown, schema: Schema, document: Document, field: string): Generator<Complaint> {
  if (Array.isArray(value)) {
    const most = Number(schema.maxItems ?? Number.POSITIVE_INFINITY)
    if (value.length > most) yield { field, sentence: `There may be ${most} at most.` }
    for (const [index, item] of value.entries())
      yield* wrongValue(item, resolved(schema.items, document), document, `${field}.${index}`)
  } else if (typeof value === 'object' && value !== null) yield* wrongFields(value, schema, document, field)
  else {
    const sentence = typeof value === 'number' ? ofNumber(value, schema) : ofText(String(value), schema)
    if (sentence !== undefined) yield { field, sentence }
  }
}

function resolved(schema: unknown, { root }: Document): Schema {
  const { $ref, ...own } = fieldsOf(schema)
  const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : undefined
  return name === undefined ? own : fieldsOf(fieldsOf(root.$defs)[name])
}

function ofChoice(value: string | number, choices: unknown): string | undefined {
  return Array.isArray(choices) && !choices.includes(value)
    ? `“${value}” is not one of ${choices.join(', ')}.`
    : undefined
}

function ofNumber(value: number, { type, minimum, maximum, enum: choices }: Schema): string | undefined {
  const [least, most] = [Number(minimum ?? Number.NEGATIVE_INFINITY), Number(maximum ?? Number.POSITIVE_INFINITY)]
  if (type === 'integer' && !Number.isInteger(value)) return `“${value}” is not a whole number.`
  if (value < least || value > most) return `“${value}” is not from ${least} to ${most}.`
  return ofChoice(value, choices)
}

function ofText(value: string, { maxLength, pattern, description, enum: choices }: Schema): string | undefined {
  const most = Number(maxLength ?? Number.POSITIVE_INFINITY)
  if (value.length > most) return `That is longer than ${most} characters.`
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value))
    return `“${value}” does not fit. ${typeof description === 'string' ? description : `It is to look like ${pattern}`}.`
  return ofChoice(value, choices)
}

/** What cannot be combined: no schema can say it. The service knows of more, and has the last word. */
function combined(options: ConversionOptions): Complaint[] {
  return contradictionsBetween(options, (option) => flagOf(option) ?? option).map(({ field, message }) => ({
    field,
    sentence: message,
  }))
}
