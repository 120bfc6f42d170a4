import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { failure, usageError } from '../errors'
import { beside, endingIn, type Place } from './names'

/** Something to convert, and where its audio goes. */
export type Input = {
  /** As the user named it. */
  readonly label: string
  /** Found in a folder, so it is skipped if its audio exists. */
  readonly found: boolean
} & (
  | { readonly kind: 'file'; readonly path: string; readonly place: Place }
  | { readonly kind: 'url'; readonly url: string; readonly place: Place | { readonly folder: string } }
)

/** Extensions that are looked for in folders. Audio files are left out, because the results would be found too. */
const videos = new Set(
  '3g2 3gp avi flv m2ts m4v mkv mov mp4 mpeg mpg mts mxf ogv ts vob webm wmv'.split(' ').map((ending) => `.${ending}`),
)

/** The videos in a folder and its subfolders, by name; nothing hidden, and no links, which may lead in circles. */
export async function videosIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) found.push(...(await videosIn(path)))
    else if (entry.isFile() && videos.has(extname(entry.name).toLowerCase())) found.push(path)
  }
  return found
}

/**
 * What the operands mean. Without an output, the audio goes beside its video, or into the working directory for an address. Below an output
 * folder, the videos of a folder keep their subfolders.
 *
 * @throws CliError
 */
export async function readInputs(
  operands: readonly string[],
  output: string | undefined,
  directory: string,
): Promise<Input[]> {
  const { file, folder } = await readOutput(output, directory)
  const out = output === undefined ? undefined : folder
  const inputs: Input[] = []
  for (const operand of operands) inputs.push(...(await readInput(operand, out, directory)))
  if (file === undefined) return inputs
  const [only, ...more] = inputs
  if (only === undefined || more.length > 0 || only.found)
    throw usageError(
      `-o: ${output} is not a folder. To convert a folder or several files, create it first or end its name with “/”.`,
    )
  const ending = endingIn(file)
  const stem = ending === undefined ? basename(file) : basename(file, extname(file))
  return [{ ...only, place: { folder, stem, ending } }]
}

/** A file in a folder, or a folder: one that exists, or whose name ends with a slash. Without an output, the working directory. */
export async function readOutput(
  output: string | undefined,
  directory: string,
): Promise<{ readonly file?: string; readonly folder: string }> {
  if (output === undefined) return { folder: directory }
  const path = resolve(directory, output)
  const isFolder = /[\\/]$/.test(output) || (await kindOf(path)) === 'folder'
  return isFolder ? { folder: path } : { file: path, folder: dirname(path) }
}

async function readInput(operand: string, out: string | undefined, directory: string): Promise<Input[]> {
  if (/^https?:\/\//i.test(operand))
    return [{ kind: 'url', label: operand, url: operand, found: false, place: { folder: out ?? directory } }]
  const path = resolve(directory, operand)
  const kind = await kindOf(path)
  if (kind === 'file') return [{ kind, label: operand, path, found: false, place: beside(out ?? dirname(path), path) }]
  if (kind === undefined) throw failure('no-such-file', `There is no file ${operand}. Check the name.`)
  return (await videosIn(path)).map((video) => fromFolder(path, video, out, join(operand, relative(path, video))))
}

/** A video that was found in a folder. */
export function fromFolder(folder: string, video: string, out: string | undefined, label: string): Input {
  const target = out === undefined ? dirname(video) : join(out, relative(folder, dirname(video)))
  return { kind: 'file', label, path: video, found: true, place: beside(target, video) }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
