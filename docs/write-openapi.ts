import { readFileSync, writeFileSync } from 'node:fs'
import { openapiJson, openapiPath } from './openapi'
import { openapiTypes, openapiTypesPath } from './openapi-types'

/**
 * `npm run openapi`: writes the API's description, and the client's types made from it. With `--check` it writes nothing,
 * and fails if either does not match the schemas.
 */
const json = openapiJson()
const files = [
  { path: openapiPath, content: json },
  { path: openapiTypesPath, content: await openapiTypes(json) },
]
if (process.argv.includes('--check')) {
  for (const { path, content } of files) {
    if (readFileSync(path, 'utf8') === content) continue
    console.error(`${path} is not what the schemas say: npm run openapi`)
    process.exitCode = 1
  }
} else for (const { path, content } of files) writeFileSync(path, content)
