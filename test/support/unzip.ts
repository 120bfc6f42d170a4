import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Unpacks a zip with Python, which looks at every checksum and did not write it. @returns paths by their order in the folder */
export async function unzipped(zip: string, directory: string): Promise<string[]> {
  await mkdir(directory)
  await run('python3', ['-m', 'zipfile', '-e', zip, directory])
  return (await readdir(directory)).sort().map((name) => join(directory, name))
}
