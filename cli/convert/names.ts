import { basename, extname, join } from 'node:path'

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

/**
 * A name from elsewhere as a safe file name: no folder, no control characters, not hidden, nothing that is special to a shell or to Windows,
 * and short enough for any disk (255 bytes, with room for the temporary file beside it).
 */
export function safeName(name: string, otherwise = 'audio'): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .normalize('NFC')
    .replace(/\p{C}/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s-]+|[.\s]+$/g, '')
  if (plain === '' || reserved.test(plain)) return otherwise
  const ending = endingIn(plain)
  const stem = ending === undefined ? plain : plain.slice(0, -ending.length - 1)
  return ending === undefined ? shortened(stem, 200) : `${shortened(stem, 200)}.${ending}`
}

/** The extension of a name, if it looks like one. */
export function endingIn(name: string): string | undefined {
  const ending = extname(name).slice(1).toLowerCase()
  return /^[a-z0-9]{1,5}$/.test(ending) ? ending : undefined
}

function shortened(text: string, bytes: number): string {
  let short = text
  while (Buffer.byteLength(short) > bytes) short = [...short].slice(0, -1).join('')
  return short
}

export interface Place {
  readonly folder: string
  /** Without extension. */
  readonly stem: string
  /** As the user gave it; if undefined, the service decides. */
  readonly ending?: string | undefined
}

/** Where the audio of a file goes: the same name, with the extension of the audio. */
export function beside(folder: string, file: string): Place {
  return { folder, stem: basename(file, extname(file)) }
}

/** The path, if the extension is known. */
export function pathOf({ folder, stem, ending }: Place, known: string): string {
  return join(folder, `${stem}.${ending ?? known}`)
}
