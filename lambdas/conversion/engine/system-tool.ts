import { accessSync, constants } from 'node:fs'

/** Where a tool of the system is, if it has it; not by PATH, which a caller's environment decides. */
export const systemTool = (name: string): string | undefined =>
  [`/usr/bin/${name}`, `/bin/${name}`].find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
