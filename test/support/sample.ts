/** A JSON schema, as far as our API's description uses it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly example?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
  readonly minLength?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** A value that a schema allows: what is required, as small as it may be. */
export function sampleOf(schema: Schema, named: Readonly<Record<string, Schema>>): unknown {
  if (schema.$ref) return sampleOf(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named)
  if (schema.example !== undefined) return schema.example
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sampleOf(schema.anyOf[0] ?? {}, named)
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
    return Object.fromEntries(entries.map(([name, property]) => [name, sampleOf(property, named)]))
  }
  if (schema.type === 'array') return [sampleOf(schema.items ?? {}, named)]
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (schema.type === 'boolean') return false
  if (schema.format === 'uri') return 'https://example.org/video.mp4'
  // Long enough for any text of ours, and good as a password.
  return 'Correct horse 1'
}
