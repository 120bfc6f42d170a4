import { chmodSync, closeSync, copyFileSync, existsSync, openSync, readSync, renameSync } from 'node:fs'

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
  if (path && !isArm64Program(path)) throw new Error(`${variable}=${path} is not a program for linux-arm64.`)
  return path || undefined
}

/** ELF header: magic, and machine 183 (EM_AARCH64) at offset 18. */
export function isArm64Program(path: string): boolean {
  if (!existsSync(path)) return false
  const header = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, 20, 0)
  } finally {
    closeSync(file)
  }
  return header.readUInt32BE(0) === 0x7f454c46 && header.readUInt16LE(18) === 183
}
