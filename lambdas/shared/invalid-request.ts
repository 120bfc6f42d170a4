import type * as z from 'zod'
import { type FieldCode, type FieldError, fieldCodes, Problem } from './errors'

type Issue = z.core.$ZodIssue

/** The problem that names each field of a request that does not match its schema. */
export function invalidRequest(issues: readonly Issue[]): Problem {
  const errors = issues.flatMap(fieldErrors)
  const [first] = errors
  return new Problem(
    'invalid-request',
    first?.field ? `${first.field}: ${first.message}` : (first?.message ?? 'The request is not valid.'),
    errors,
  )
}

function fieldErrors(issue: Issue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: [...issue.path, key].join('.'),
      code: 'unknown-field',
      message: 'This field is not known.',
    }))
  return [{ field: issue.path.join('.'), ...meaningOf(issue), message: sentenceOf(issue) }]
}

function meaningOf(issue: Issue): Pick<FieldError, 'code' | 'limit'> {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'expected' }
    case 'invalid_value':
      return { code: 'not-allowed' }
    case 'too_small':
      return least(issue.origin, Number(issue.minimum))
    case 'too_big':
      return { code: mostOf[issue.origin] ?? 'too-large', limit: Number(issue.maximum) }
    case 'custom':
      return { code: fieldCodes.find((code) => code === issue.params?.code) ?? 'malformed' }
    default:
      return { code: 'malformed' }
  }
}

const mostOf: Readonly<Record<string, FieldCode>> = { string: 'too-long', array: 'too-many' }

function least(origin: string, limit: number): Pick<FieldError, 'code' | 'limit'> {
  if (origin === 'string') return limit === 1 ? { code: 'expected' } : { code: 'too-short', limit }
  return { code: origin === 'array' ? 'too-few' : 'too-small', limit }
}

const kinds: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

/** Our schemas give sentences. Where one does not, the library's message is not fit for a user, so this replaces it. */
function sentenceOf(issue: Issue): string {
  if (issue.message.endsWith('.')) return issue.message
  return issue.code === 'invalid_type'
    ? `This must be ${kinds[issue.expected] ?? issue.expected}.`
    : `${issue.message}.`
}
