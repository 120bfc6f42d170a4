/** What has to be done when a file is saved. */
export interface Change {
  readonly page: boolean
  readonly stacks: boolean
}

export const nothing: Change = Object.freeze({ page: false, stacks: false })

/** @param file path from the project's root. Editors' own files (swap files, backups) need nothing. */
export function changeOf(file: string): Change {
  const parts = file.replaceAll('\\', '/').split('/')
  const name = parts.at(-1) ?? ''
  if (/^[.#]|~$|\.(swp|tmp|orig)$|^\d+$/.test(name)) return nothing
  if (parts[0] === 'web' || parts[0] === 'client') return { page: true, stacks: false }
  // Page and functions both contain these.
  if (['media', 'protocol', 'options'].includes(parts[0] ?? '')) return { page: true, stacks: true }
  return { page: false, stacks: true }
}

export function merge(a: Change, b: Change): Change {
  if (b === nothing) return a
  return { page: a.page || b.page, stacks: a.stacks || b.stacks }
}
