import { marshall } from '@aws-sdk/util-dynamodb'

/** Collects the placeholders of one item's DynamoDB expressions: names may be reserved words. */
export class Expression {
  private readonly names: Record<string, string> = {}
  private readonly values: Record<string, unknown> = {}

  name(name: string): string {
    this.names[`#${name}`] = name
    return `#${name}`
  }

  value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`
    this.values[placeholder] = value
    return placeholder
  }

  /** The condition that the attribute has not changed since it was read. */
  same(name: string, value: unknown): string {
    return value === undefined
      ? `attribute_not_exists(${this.name(name)})`
      : `${this.name(name)} = ${this.value(value)}`
  }

  attributes() {
    return {
      ExpressionAttributeNames: this.names,
      ExpressionAttributeValues: marshall(this.values, { removeUndefinedValues: true }),
    }
  }
}
