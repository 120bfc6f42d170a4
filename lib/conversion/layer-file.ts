import { chmodSync, copyFileSync, renameSync } from 'node:fs'
import { requireFit } from './function-image'

/** Puts a program where a layer expects it: complete, or not at all. */
export function installProgram(from: string, to: string): void {
  const temporary = `${to}.${process.pid}`
  copyFileSync(from, temporary)
  chmodSync(temporary, 0o755)
  renameSync(temporary, to)
}

/** The program that a variable names, if it is set. @throws Error when the program is not one for a Lambda function */
export function givenProgram(variable: string): string | undefined {
  const path = process.env[variable]
  if (path) requireFit(`${variable}=${path}`, path)
  return path || undefined
}
