/** Control characters, line separators, halves of characters, and the marks that reorder text so that `gpj.exe` reads `exe.jpg` (Unicode Bidi_Control). */
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Whether a text has characters that nobody sees, but which change what is seen, or what programs make of it. */
export const hasHiddenCharacters = (text: string): boolean => hidden.test(text)

/** The text without them, on one line: what stood between words is a space. */
export const withoutHiddenCharacters = (text: string): string =>
  text.replace(new RegExp(`\\s*(?:${hidden.source})+\\s*`, 'gu'), ' ').trim()
