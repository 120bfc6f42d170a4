/**
 * Control characters, line separators, halves of surrogate pairs, and the marks that reorder text so that `gpj.exe` reads `exe.jpg`
 * (Unicode's Bidi_Control).
 */
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Whether a text has characters that nobody sees, but that change what is seen or what programs make of it. The API refuses such names. */
export function hasHiddenCharacters(text: string): boolean {
  return hidden.test(text)
}

/** The text without hidden characters, on one line: where they stood between words there is a space. */
export function withoutHiddenCharacters(text: string): string {
  return text.replace(new RegExp(`\\s*(?:${hidden.source})+\\s*`, 'gu'), ' ').trim()
}
