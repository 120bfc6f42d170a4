import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fieldsOf, readIfThere, writePrivately } from '../service/folders'
import type { Look } from './settled'

/** Which files of a watched folder were handled, and what they looked like then: a file that has changed since is new. */
export function memoryOf(stateFolder: string, service: string, folder: string) {
  const name = createHash('sha256')
    .update(JSON.stringify([service, folder]))
    .digest('hex')
  const file = join(stateFolder, 'watched', `${name}.json`)
  const { version, files } = fieldsOf(readIfThere(file))
  const known = new Map(Object.entries(version === 1 ? fieldsOf(files) : {}))
  const mark = ({ size, mtimeMs }: Look) => `${size} ${Math.floor(mtimeMs)}`
  return {
    knows: (path: string, look: Look): boolean => known.get(path) === mark(look),
    keep(path: string, look: Look): void {
      known.set(path, mark(look))
      writePrivately(file, { version: 1, files: Object.fromEntries(known) })
    },
  }
}
