import { type House, type Resource, readHouse } from './house'

/**
 * Stages as text, for people to review what a change would deploy: a paragraph for each resource, a line for each property. Of `prod`,
 * what differs from `dev`. What changes with every build is left out: the hashes of code and page.
 */
export function renderStages(): Readonly<Record<'dev' | 'prod', string>> {
  const dev = paragraphs(readHouse('dev'))
  const prod = paragraphs(readHouse('prod'))
  const differences = [...new Set([...dev.keys(), ...prod.keys()])]
    .sort()
    .flatMap((id) => difference(dev.get(id) ?? [], prod.get(id) ?? []))
  return {
    dev: [...dev.values()].map(written).join('\n'),
    prod: ['What differs from dev.\n', ...differences].join('\n'),
  }
}

/** A headline, and a line for each property. */
type Paragraph = readonly string[]

function written([headline, ...lines]: Paragraph): string {
  return `${headline}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

/** Lines that only one of the two has, after `-` and `+`, or what one of them lacks entirely. */
function difference(before: Paragraph, after: Paragraph): readonly string[] {
  const [headline = '', ...lines] = after
  if (before.length === 0) return [`+ ${written(after)}`]
  if (after.length === 0) return [`- ${before[0]}\n`]
  const [gone, added] = [before.filter((line) => !after.includes(line)), lines.filter((line) => !before.includes(line))]
  if (gone.length + added.length === 0) return []
  return [written([headline, ...gone.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)])]
}

/** By room and logical id. The stage's name is written `<stage>`, so that stages can be compared. */
function paragraphs({ stage, stacks, resources }: House): ReadonlyMap<string, Paragraph> {
  const name = new RegExp(`(audiolift[/-])${stage.name}\\b`, 'g')
  const discovered = new Map(stacks.flatMap(({ template }) => Object.entries(template.Parameters ?? {})))
  const readable = (line: string) =>
    line.replace(/SsmParameterValue\w+Parameter/g, (id) => discovered.get(id)?.Default ?? id).replace(name, '$1<stage>')
  return new Map(
    resources()
      .filter(({ type }) => type !== 'AWS::CDK::Metadata')
      .sort((a, b) => `${a.room}/${a.id}`.localeCompare(`${b.room}/${b.id}`, 'en'))
      .map((resource) => [`${resource.room}/${resource.id}`, paragraph(resource).map(readable)]),
  )
}

function paragraph({ room, id, type, deletionPolicy, properties }: Resource): Paragraph {
  const policy = deletionPolicy === undefined ? '' : `, on deletion: ${deletionPolicy}`
  // Every resource has the same tags: room and stage.
  const lines = [...leaves('', properties)].filter(([path]) => !/^Tags\b/.test(path))
  return [`${room}/${id}: ${type}${policy}`, ...lines.map(([path, value]) => `${path} = ${value}`)]
}

/** Each value that is not made of others, with its path. */
function* leaves(path: string, value: unknown): Generator<readonly [path: string, text: string]> {
  const text = asText(value)
  if (text !== undefined) yield [path, /S3Key|SourceObjectKeys/.test(path) ? '(changes with its content)' : text]
  else
    for (const [key, part] of Object.entries(value as object))
      yield* leaves(Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`, part)
}

/** A plain value, or an expression of CloudFormation's as `${…}`. Undefined for other objects and lists. */
function asText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value)
  const [[name, argument] = ['', undefined]] = entries
  if (entries.length === 0) return Array.isArray(value) ? '[]' : '{}'
  if (entries.length > 1 || !/^(Ref|Fn::.+)$/.test(name)) return undefined
  if (name === 'Ref') return `\${${argument}}`
  if (name === 'Fn::GetAtt') return `\${${Array.isArray(argument) ? argument.join('.') : argument}}`
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1]))
    return argument[1].map((part) => asText(part) ?? JSON.stringify(part)).join(String(argument[0]))
  return JSON.stringify(value)
}
