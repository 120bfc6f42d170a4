import { en, type Words } from './words/en'

/** Those that the page is written in. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

/** The page's texts in the language that is chosen. Read them when they are shown: they change with it. */
export let words: Words = en
let chosen: Language = 'en'
export function language(): Language {
  return chosen
}

/** Loads a language and uses it from now on. What is already shown must be rendered again. */
export async function speak(code: Language): Promise<void> {
  words = code === 'en' ? en : (await import('./words/de')).de
  chosen = code
}
