import { type Language, languages, speak } from './words'

const key = 'audiolift.language'

function isLanguage(code: string): code is Language {
  return code in languages
}

/** The one that was chosen here before, else the first of the browser's that there is. */
function preferred(): Language {
  return (
    [localStorage.getItem(key) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
  )
}

/** Uses the language that this person prefers, or the given one, now and the next time. */
export async function speakTo(code?: Language): Promise<void> {
  const language = code ?? preferred()
  if (code) localStorage.setItem(key, code)
  await speak(language)
  document.documentElement.lang = language
}
