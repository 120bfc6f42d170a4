import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What this process holds: open files, sockets and pipes, and child processes. Nothing where there is no /proc. */
export function holdings(): { readonly descriptors: number; readonly children: readonly string[] } {
  if (!existsSync('/proc/self/fd')) return { descriptors: 0, children: [] }
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return { descriptors: readdirSync('/proc/self/fd').length, children }
}

/** Files under a directory that this process has open, removed ones among them. Nothing where there is no /proc. */
export function openFiles(directory: string): string[] {
  if (!existsSync('/proc/self/fd')) return []
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(directory) ? [path] : []
    } catch (error) {
      // The one that the list itself was read with is gone.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
}
