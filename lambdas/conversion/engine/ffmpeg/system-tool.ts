import { accessSync, constants, statSync } from 'node:fs'

/** Where a tool of the system is, if it has it; not by PATH, which a caller's environment decides. */
export function systemTool(name: string): string | undefined {
  return [`/usr/bin/${name}`, `/bin/${name}`].find((path) => isProgram(path))
}

/** Whether there is a file that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return false
    throw error
  }
}
