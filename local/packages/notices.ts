import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseObject } from '../files'

/** The npm packages that files are of, in alphabetical order. */
export function packagesOf(files: readonly string[]): string[] {
  const names = files.flatMap((file) => {
    const inside = file.split('node_modules/').at(-1) ?? ''
    if (inside === file) return []
    return [inside.split('/', inside.startsWith('@') ? 2 : 1).join('/')]
  })
  return [...new Set(names)].sort()
}

/** A page with the licences of the npm packages that a bundle contains: most of them must go along with every copy. */
export function noticesOf(packages: readonly string[], modules = 'node_modules'): string {
  const parts = packages.map((name) => {
    const folder = join(modules, name)
    const { version, license, homepage, repository } =
      parseObject(readFileSync(join(folder, 'package.json'), 'utf8')) ?? {}
    const source = urlOf(repository) ?? homepage
    const text = readFileSync(join(folder, licenceFileOf(folder)), 'utf8').trim()
    return `## ${name} ${version}\n\nLicence: ${license}. Source: ${source}\n\n\`\`\`text\n${text}\n\`\`\`\n`
  })
  return [
    '# Licences of what this package contains\n',
    'The program is one file. It contains the packages below, unmodified, besides our own code.\n',
    ...parts,
  ].join('\n')
}

/** @throws Error when there is none: then the package must not be passed on */
function licenceFileOf(folder: string): string {
  const found = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name))
  if (found) return found
  throw new Error(`${folder} has no licence text, so it cannot be part of a package of ours.`)
}

function urlOf(repository: unknown): string | undefined {
  if (typeof repository === 'string') return repository
  if (typeof repository !== 'object' || repository === null || !('url' in repository)) return undefined
  return String(repository.url).replace(/^git\+|\.git$/g, '')
}
