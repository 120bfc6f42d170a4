import { NetworkError, PartError, ProblemError } from '../client/api/errors'
import { words } from './words'

/** What a person is told about an error. A fault of the page itself goes to the browser's console in full. */
export function sentenceFor(error: unknown): string {
  if (error instanceof ProblemError)
    return error.errors.length > 0
      ? error.errors.map((each) => words.complaint(each)).join(' ')
      : words.problem(error.type, error.message)
  if (error instanceof NetworkError || error instanceof PartError) return words.network(error.message)
  reportError(error)
  return words.unexpected
}
