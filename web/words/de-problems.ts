import type { FieldError } from '../../client/api/errors'
import type { Job, ProblemDocument } from '../../client/api/types'

type FieldCode = NonNullable<ProblemDocument['errors']>[number]['code']

/** Why a job failed. */
const reasons: Readonly<Record<NonNullable<Job['reason']>['code'], string>> = {
  'no-audio': 'Dieses Video hat keinen Ton.',
  'no-chapters': 'Dieses Video hat keine Kapitel, in die es geteilt werden könnte.',
  'not-media': 'Das ist weder ein Video noch eine Aufnahme.',
  truncated: 'Die Datei ist unvollständig: Ihr Ende fehlt.',
  corrupt: 'Die Datei ist beschädigt.',
  'unsupported-codec': 'Dieses Tonformat können wir nicht lesen.',
  protected: 'Die Datei ist kopiergeschützt.',
  'too-long': 'Der Ton ist zu lang.',
  'too-many-channels': 'Der Ton hat zu viele Kanäle.',
  timeout: 'Die Umwandlung hat zu lange gedauert.',
  'import-forbidden': 'Von dieser Adresse dürfen wir nichts abrufen.',
  'import-not-found': 'Unter dieser Adresse wurde nichts gefunden.',
  'import-refused': 'Der Server gibt die Datei nicht heraus.',
  'import-unreachable': 'Der Server ist nicht erreichbar.',
  'import-too-large': 'Die Datei unter dieser Adresse ist zu groß.',
  'import-timeout': 'Der Abruf hat zu lange gedauert.',
  quota: 'Dein Kontingent ist aufgebraucht.',
  system: 'Bei uns ist etwas schiefgegangen. Bitte versuche es noch einmal.',
}

/** What the API refuses. */
const problems: Readonly<Record<string, string>> = {
  '/problems/invalid-request': 'An den Angaben stimmt etwas nicht.',
  '/problems/invalid-code': 'Der Code ist falsch oder abgelaufen. Prüfe ihn oder fordere einen neuen an.',
  '/problems/unauthenticated': 'Bitte melde dich an.',
  '/problems/wrong-credentials': 'E-Mail-Adresse oder Passwort ist falsch.',
  '/problems/sign-in-again': 'Bitte melde dich dafür noch einmal an.',
  '/problems/insufficient-scope': 'Dafür fehlt die Berechtigung.',
  '/problems/wrong-address': 'Das ist nicht die Adresse des Dienstes. Bitte lade die Seite neu.',
  '/problems/not-found': 'Das gibt es nicht oder nicht mehr.',
  '/problems/wrong-state': 'Das geht im Moment nicht.',
  '/problems/source-removed': 'Das Video ist nicht mehr da. Bitte lade es noch einmal hoch.',
  '/problems/upload-incomplete': 'Es ist noch nicht alles angekommen.',
  '/problems/body-too-large': 'Das ist zu viel auf einmal.',
  '/problems/unsupported-body': 'Die Anfrage dieser Seite war fehlerhaft. Bitte lade sie neu.',
  '/problems/idempotency-key-reused':
    'Diese Anfrage wurde schon mit anderen Angaben gestellt. Bitte lade die Seite neu.',
  '/problems/too-many-tokens': 'Du hast schon zu viele Token. Widerrufe zuerst eines.',
  '/problems/quota-exceeded': 'Das ist mehr, als dein Kontingent zurzeit erlaubt.',
  '/problems/too-many-requests': 'Das waren zu viele Anfragen. Bitte warte einen Moment.',
  '/problems/internal': 'Bei uns ist etwas schiefgegangen. Bitte versuche es noch einmal.',
}

/** What is wrong with a field; `limit` is what the API allows. */
const complaints: Readonly<Record<FieldCode, (limit: number) => string>> = {
  expected: () => 'Diese Angabe fehlt oder hat die falsche Form.',
  'unknown-field': () => 'Diese Angabe kennt der Server nicht. Bitte lade die Seite neu.',
  'not-allowed': () => 'Das steht nicht zur Auswahl.',
  malformed: () => 'Diese Angabe ist nicht gültig.',
  'hidden-characters': () => 'Unsichtbare Zeichen sind hier nicht erlaubt.',
  'too-short': (limit) => `Das sind zu wenige Zeichen: mindestens ${limit}.`,
  'too-long': (limit) => `Das sind zu viele Zeichen: höchstens ${limit}.`,
  'too-small': (limit) => `Das ist zu wenig: mindestens ${limit}.`,
  'too-large': (limit) => `Das ist zu viel: höchstens ${limit}.`,
  'too-few': (limit) => `Das sind zu wenige: mindestens ${limit}.`,
  'too-many': (limit) => `Das sind zu viele: höchstens ${limit}.`,
  repeated: () => 'Bitte jeden Eintrag nur einmal angeben.',
  'used-before': () => 'Das wurde schon für etwas anderes verwendet.',
  'weak-password': () =>
    'Das Passwort braucht mindestens 12 Zeichen, Groß- und Kleinbuchstaben und eine Ziffer, und es darf nicht mit einem Leerzeichen beginnen oder enden.',
  'address-forbidden': () =>
    'Diese Adresse ist nicht erlaubt: Sie muss mit https:// beginnen und zu einem öffentlichen Server führen.',
  'no-such-part': () => 'Diesen Teil hat die Datei nicht.',
  unexpected: () => 'Das gehört hier nicht hin.',
  'not-in-format': () => 'Dieses Format unterstützt das nicht.',
  'either-or': () => 'Diese Angaben schließen einander aus: Wähle eine von beiden.',
  'end-before-start': () => 'Das Ende muss nach dem Anfang liegen.',
  'fades-too-long': () => 'Ein- und Ausblenden dauern zusammen länger als der Ton.',
  'chapters-unordered': () => 'Die Kapitel müssen zeitlich aufeinander folgen.',
}

/** Where more can be said than that. */
const complaintsOfFields: Readonly<Record<string, (limit: number) => string>> = {
  'email expected': () => 'Gib eine E-Mail-Adresse an.',
  'email malformed': () => 'Das ist keine E-Mail-Adresse.',
  'password expected': () => 'Gib ein Passwort ein.',
  'newPassword expected': () => 'Gib ein neues Passwort ein.',
  'code expected': () => 'Gib den Code aus der Mail ein.',
  'name expected': () => 'Gib einen Namen an.',
  'scopes too-few': () => 'Wähle, was das Token darf.',
  'url expected': () => 'Gib die Adresse der Datei an.',
  'size too-small': () => 'Die Datei ist leer.',
  'size too-large': (limit) => `Die Datei ist zu groß: höchstens ${limit / 1024 ** 3} GiB.`,
}

/** What a table has under a word that came from elsewhere. */
function found<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}

/** Of a code that is newer than this page, the API's own sentence. */
export function reasonOf({ code, message }: { readonly code: string; readonly message: string }): string {
  return found(reasons, code) ?? message
}

export function problemOf(type: string, detail: string): string {
  return found(problems, type) ?? detail
}

export function complaintOf({ field, code = '', message, limit }: FieldError): string {
  const say = found(complaintsOfFields, `${field} ${code}`) ?? found(complaints, code)
  return say?.(limit ?? 0) ?? message
}
