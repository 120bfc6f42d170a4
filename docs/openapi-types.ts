import openapiTypescript, { astToString, COMMENT_HEADER } from 'openapi-typescript'

/** The types of `docs/openapi.json`, which the client imports. */
export const openapiTypesPath = 'client/api/schema.ts'

/**
 * The API's description as TypeScript, formatted as it is committed. @param json the content of `docs/openapi.json`
 *
 * A field with a default is optional in a request and present in an answer.
 */
export async function openapiTypes(json: string): Promise<string> {
  return COMMENT_HEADER + astToString(await openapiTypescript(json, { defaultNonNullable: false }))
}
