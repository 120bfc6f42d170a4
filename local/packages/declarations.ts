import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../processes'

const compiler = 'node_modules/typescript-7/bin/tsc'

/**
 * Writes the declarations of some modules, and of all of ours that these name, below a folder, by the modules' paths in the project.
 *
 * @param config a tsconfig that emits them
 * @param entries modules without their ending, such as `client/index`
 * @throws Error with the compiler's words
 */
export async function writeDeclarations(config: string, entries: readonly string[], folder: string): Promise<void> {
  const all = `${folder}.all`
  const { code, stdout, stderr, unstartable } = await run(process.execPath, [compiler, '-p', config, '--outDir', all])
  if (code !== 0) throw new Error(`${config}: ${unstartable ?? `${stdout}${stderr}`}`)
  const [waiting, written] = [[...entries], new Set<string>()]
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (written.has(module)) continue
    written.add(module)
    const { text, modules } = resolvable(readFileSync(join(all, `${module}.d.ts`), 'utf8'))
    const target = join(folder, `${module}.d.ts`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
    const from = dirname(module)
    waiting.push(...modules.map((path) => join(from, path)))
  }
  rmSync(all, { recursive: true })
}

/**
 * A declaration whose relative imports end with `.js`, which Node's own resolution insists on, and the modules that they name, without
 * an ending.
 */
export function resolvable(declaration: string): { readonly text: string; readonly modules: readonly string[] } {
  const modules: string[] = []
  const text = declaration.replaceAll(
    /(\bfrom |\bimport\(|^import )(['"])(\.{1,2}\/[^'"]+)\2/gm,
    (_, before: string, quote: string, path: string) => {
      modules.push(path)
      return `${before}${quote}${path}.js${quote}`
    },
  )
  return { text, modules }
}
