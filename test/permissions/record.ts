import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedCall } from '../../lib/calls/targets'
import { pathsUnder } from '../../local/paths'

/** The home of the local cloud that the end-to-end tests run on. */
const home = '.audiolift/e2e'

function folder() {
  return pathsUnder(process.cwd(), home).calls
}

/** Each test file writes its own name here when it runs. */
export function noteFile() {
  return join(folder(), 'tests.txt')
}

/** The distinct calls of the last end-to-end tests. Ids are made alike: no permission depends on one. */
export function readCalls(): readonly RecordedCall[] {
  const lines = filesIn(folder(), '.jsonl').flatMap((file) => linesOf(file))
  return [...new Set(lines.map(withoutIds))].map((line): RecordedCall => JSON.parse(line))
}

/** End-to-end tests that have not run since the record began: without them it is not complete. */
export function missingTests(): readonly string[] {
  const ran = new Set(existsSync(noteFile()) ? linesOf(noteFile()) : [])
  const all = filesIn('test/e2e', '.test.ts')
  return all.filter((file) => !ran.has(file)).sort()
}

function filesIn(path: string, ending: string): readonly string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(path, name))
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean)
}

function withoutIds(line: string): string {
  return line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-7000-8000-000000000000')
    .replace(/((?:CODE|TOKEN|ATTEMPTS)#)[^"]+/g, '$1x')
}
