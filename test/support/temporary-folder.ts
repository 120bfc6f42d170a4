import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

function removeAll(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

// Some of it serves commands, too, which have no tests that could be over.
if (typeof afterAll === 'function') afterAll(removeAll)
else process.once('exit', removeAll)

/** A new folder under the system's own for such things, which is gone when the tests of the file, or the process, are over. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `audiolift-${name}-`))
  made.push(folder)
  return folder
}
