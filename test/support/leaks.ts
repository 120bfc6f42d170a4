import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** What this process holds: open files, sockets and pipes, and child processes. Nothing where there is no /proc. */
export const holdings = (): { readonly descriptors: number; readonly children: readonly string[] } => {
  if (!existsSync('/proc/self/fd')) return { descriptors: 0, children: [] }
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return { descriptors: readdirSync('/proc/self/fd').length, children }
}
