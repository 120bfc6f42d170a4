/** The files of LAME that have a function of ours in them, in its folder `libmp3lame`. */
export const changedFiles = ['psymodel.c', 'quantize.c', 'quantize_pvt.c', 'takehiro.c'] as const

/** The functions of a C file whose functions end with a brace in the first column: by name, with what stands in front of each. */
export function functionsOf(source: string): ReadonlyMap<string, string> {
  const texts = source.match(/[\s\S]*?^\}$/gm) ?? []
  return new Map(texts.map((text) => [nameOf(text), text] as const))
}

function nameOf(text: string): string {
  const name = /^static (?:inline )?\w+\n(\w+)\(/m.exec(text)?.[1]
  if (name === undefined) throw new Error(`A function is expected, but there is: ${text.slice(0, 80)}`)
  return name
}

/**
 * A file of LAME with our functions in the place of those of the same name.
 *
 * @param takes is called with the name of each function that found its place
 */
export function withFunctions(
  source: string,
  ours: ReadonlyMap<string, string>,
  takes: (name: string) => void,
): string {
  return source.replace(definition, (text, name: string) => {
    const replacement = ours.get(name)
    if (replacement === undefined) return text
    takes(name)
    return replacement
  })
}

/** What a function of LAME's looks like: the name begins a line, and the brace that ends the function stands in the first column. */
export const definition = /^(?:inline )?static *(?:inline )?\w+\n(\w+)\([^)]*\)\n\{[\s\S]*?^\}/gm
