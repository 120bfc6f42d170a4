import * as z from 'zod'
import { invalidField } from '../shared/errors'

/** The cursor of a page of jobs: the id of its last job, made opaque. The owner comes from the caller, never from the cursor. */
export function cursorOfId(id: string) {
  return Buffer.from(id).toString('base64url')
}

/** @throws Problem `invalid-request` for an invalid cursor. */
export function idOfCursor(cursor: string): string {
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString())
  if (!id.success) throw invalidField({ field: 'cursor', code: 'malformed', message: 'This is not a valid cursor.' })
  return id.data
}
