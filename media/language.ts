/** Whether two codes of ISO 639 are the same language. It has two or three codes for some: `deu`, `ger` and `de`. */
export function isSameLanguage(one: string, other: string): boolean {
  return canonical(one) === canonical(other)
}

/** Unicode knows which codes are the same (CLDR; UTS 35, “language aliases”). */
function canonical(code: string): string {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code
  } catch (error) {
    // A file may have anything there: it is the same as itself only.
    if (error instanceof RangeError) return code
    throw error
  }
}
