import { accessSync, closeSync, constants, openSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { codeOf, UserError } from './errors'

export interface OnceFiles {
  readonly input: string
  readonly output: string
}

/**
 * Checks the two files of `--once` before anything is started.
 *
 * @param folder the folder that relative names start from: the user's, not the project's root.
 * @returns absolute paths.
 * @throws UserError that says which file is wrong, and why.
 */
export function checkOnceFiles(input: string, output: string, folder: string): OnceFiles {
  const files = { input: resolve(folder, input), output: resolve(folder, output) }
  checkInput(input, files.input)
  checkOutput(output, files.output)
  if (statOf(files.output) && realpathSync(files.input) === realpathSync(files.output)) {
    throw new UserError(`${output} is the file to convert: name another one for the MP3.`)
  }
  return files
}

function checkInput(name: string, path: string): void {
  const found = statOf(path)
  if (!found) throw new UserError(`There is no file ${name}.`)
  if (found.isDirectory()) throw new UserError(`${name} is a folder: name one file to convert.`)
  if (!found.isFile()) throw new UserError(`${name} is not a file that can be uploaded.`)
  if (found.size === 0) throw new UserError(`${name} is empty: there is nothing to convert.`)
  if (!allows(path, constants.R_OK)) throw new UserError(`${name} may not be read: check its permissions.`)
}

function checkOutput(name: string, path: string): void {
  const found = statOf(path)
  if (found?.isDirectory()) throw new UserError(`${name} is a folder: name the MP3 to write.`)
  if (found && !found.isFile()) throw new UserError(`${name} is not an ordinary file, so no MP3 can be written there.`)
  if (found && !allows(path, constants.W_OK))
    throw new UserError(`${name} may not be overwritten: check its permissions.`)
  const folder = dirname(path)
  const parent = statOf(folder)
  if (!parent) throw new UserError(`There is no folder ${folder} to write ${name} to.`)
  if (!parent.isDirectory()) throw new UserError(`${folder} is not a folder, so ${name} cannot be written there.`)
  if (!canWriteIn(folder))
    throw new UserError(`You do not have permission to write in ${folder}, so ${name} cannot be written.`)
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return false
  }
}

/** Tries to write, because permissions do not show a read-only file system. */
function canWriteIn(folder: string): boolean {
  const probe = join(folder, `.audiolift-${process.pid}`)
  try {
    closeSync(openSync(probe, 'wx'))
    rmSync(probe)
    return true
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return false
  }
}
