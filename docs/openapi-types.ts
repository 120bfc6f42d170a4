import openapiTypescript, { astToString, COMMENT_HEADER } from 'openapi-typescript'

/** What the client imports: the types of `docs/openapi.json`. */
export const openapiTypesPath = 'client/api/schema.ts'

/**
 * The API's description as TypeScript, as it is committed. @param json what `docs/openapi.json` holds
 *
 * What has a default may be left out of a request, and is there in an answer.
 */
export const openapiTypes = async (json: string): Promise<string> =>
  COMMENT_HEADER + astToString(await openapiTypescript(json, { defaultNonNullable: false }))
