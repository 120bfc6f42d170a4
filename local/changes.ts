/** What has to be done when a file is saved. */
export interface Change {
  page: boolean
  stacks: boolean
}

export const NOTHING: Change = Object.freeze({ page: false, stacks: false })

/** @param file path from the project's root. Editors' own files (swap files, backups) need nothing. */
export function changeOf(file: string): Change {
  const parts = file.replaceAll('\\', '/').split('/')
  const name = parts.at(-1) ?? ''
  if (/^[.#]|~$|\.(swp|tmp|orig)$|^\d+$/.test(name)) return NOTHING
  if (parts[0] === 'web' || parts[0] === 'client') return { page: true, stacks: false }
  // Page and functions both contain these.
  if (parts[0] === 'media' || parts[0] === 'protocol') return { page: true, stacks: true }
  return { page: false, stacks: true }
}

export function merge(a: Change, b: Change): Change {
  if (b === NOTHING) return a
  return { page: a.page || b.page, stacks: a.stacks || b.stacks }
}
