import type { Job } from '../../client/api/client'
import { complaintOf, problemOf, reasonOf } from './de-problems'
import type { Words } from './en'

const nameOf = ({ name }: Job): string => `„${name}“`

export const de: Words = {
  lead: 'Der Ton, ohne das Video.',
  leadMore:
    'Zieh einen Film, einen Vortrag, eine Aufnahme herein. Du bekommst den Ton als MP3, AAC, Opus, FLAC oder WAV.',
  points: [
    'Nur der Ton verlässt deinen Rechner: Ein Film von einem Gigabyte ist in Sekunden gesendet.',
    'Schließ den Browser, wann du willst. Es geht weiter, wo es aufgehört hat.',
    'Es läuft in der eigenen Cloud seines Besitzers und fragt niemanden sonst.',
  ],
  loading: 'Einen Moment …',
  unexpected: 'Auf dieser Seite ist etwas schiefgegangen. Bitte lade sie neu und versuche es noch einmal.',
  tryAgain: 'Noch einmal',
  noScript: 'Audiolift braucht JavaScript, um dein Video zu senden.',
  language: 'Sprache',
  skip: 'Zum Inhalt',
  nav: { label: 'Seiten', library: 'Sammlung', account: 'Konto' },

  account: {
    signIn: 'Anmelden',
    signingIn: 'Wird angemeldet …',
    signOut: 'Abmelden',
    signUp: 'Konto anlegen',
    signingUp: 'Wird angelegt …',
    signUpTitle: 'Leg dein Konto an',
    signInTitle: 'Anmelden',
    toSignUp: 'Ein Konto anlegen',
    toSignIn: 'Ich habe ein Konto',
    backToSignIn: 'Zurück zur Anmeldung',
    toForgot: 'Passwort vergessen?',
    toConfirm: 'Ich habe einen Code',
    enterCodeHint: 'Gib deine Adresse ein und den Code, den wir dorthin geschickt haben.',
    email: 'E-Mail',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    passwordRule: 'Mindestens 12 Zeichen, mit Groß- und Kleinbuchstaben und einer Ziffer.',
    showPassword: 'Zeigen',
    hidePassword: 'Verbergen',
    showPasswordLabel: 'Das Passwort zeigen',
    hidePasswordLabel: 'Das Passwort verbergen',
    code: 'Code',
    confirmTitle: 'Sieh in deine Post',
    codeSent: (email) =>
      `Wir haben einen Code an ${email} geschickt. Gib ihn hier ein, um deine Adresse zu bestätigen.`,
    confirm: 'Bestätigen',
    confirming: 'Wird bestätigt …',
    resend: 'Neuen Code schicken',
    resent: 'Ein neuer Code ist unterwegs.',
    confirmed: 'Deine Adresse ist bestätigt. Du kannst dich jetzt anmelden.',
    forgotTitle: 'Neues Passwort setzen',
    forgotHint: 'Wir schicken dir einen Code, mit dem du ein neues Passwort setzen kannst.',
    sendCode: 'Code schicken',
    sendingCode: 'Wird geschickt …',
    resetHint: (email) => `Wenn es zu ${email} ein Konto gibt, ist ein Code dorthin unterwegs.`,
    reset: 'Passwort setzen',
    resetting: 'Wird gesetzt …',
    resetDone: 'Dein Passwort ist gesetzt. Du kannst dich jetzt anmelden.',
    ended: 'Deine Sitzung ist zu Ende. Bitte melde dich noch einmal an.',
    closed: 'Dein Konto und alles darin ist gelöscht.',
    signedInAs: (email) => `Angemeldet als ${email}`,
  },

  drop: {
    title: 'Zieh Videos hierher',
    release: 'Loslassen zum Hinzufügen',
    choose: 'Dateien wählen',
    hint: 'Jedes Video, jede Aufnahme. Nur der Ton wird gesendet, wo das genügt.',
    label: 'Videos oder Aufnahmen wählen',
    empty: (name) => `${name} ist leer. Bitte wähle eine andere Datei.`,
    notFile: 'Das ist keine Datei. Bitte zieh Videos aus einem Ordner.',
    address: 'Oder die Adresse eines Videos',
    addressPlaceholder: 'https://…',
    fetch: 'Holen',
    fetching: 'Wird gefragt …',
    fetched: (name) => `${name} wird geholt.`,
  },

  stage: {
    title: (count) => (count === 1 ? 'Eine Datei' : `${count} Dateien`),
    convert: 'Ton herausholen',
    add: 'Weitere',
    looking: 'Der Ton wird gesucht …',
    savesOf: (sent, whole) => `Nur der Ton wird gesendet: ${sent} statt ${whole}`,
    whole: (size) => `Alles wird gesendet: ${size}`,
    remove: (name) => `${name} herausnehmen`,
    total: (sent, whole) => `${sent} zu senden, von ${whole}`,
  },

  options: {
    title: 'Einstellungen',
    format: 'Format',
    formats: {
      mp3: 'MP3 – läuft überall',
      m4a: 'AAC – für Apple-Geräte',
      opus: 'Opus – am kleinsten',
      flac: 'FLAC – verlustfrei',
      wav: 'WAV – unkomprimiert',
      copy: 'Wie im Video',
    },
    formatNames: { mp3: 'MP3', m4a: 'AAC', opus: 'Opus', flac: 'FLAC', wav: 'WAV', copy: 'Unverändert' },
    quality: 'Qualität',
    usual: 'Üblich',
    kbps: (rate) => `${rate} kb/s`,
    vbr: 'Variabel, beste',
    from: 'Von',
    to: 'Bis',
    fromHint: 'Etwa 1:30. Leer: vom Anfang',
    toHint: 'Etwa 1:02:00. Leer: bis zum Ende',
    badTime: 'Bitte schreib Minuten und Sekunden, etwa 1:30.',
    badRange: 'Das Ende muss nach dem Anfang kommen.',
    badLanguage: 'Bitte wähle eine Sprache aus der Liste.',
    language: 'Sprache des Tons',
    anyLanguage: 'Die erste, die da ist',
    loudness: 'Lautheit',
    loudnessAsIs: 'Wie sie ist',
    loudnessPodcast: 'Für Podcasts (−16 LUFS)',
    loudnessMusic: 'Für Musik (−14 LUFS)',
    loudnessBroadcast: 'Für den Rundfunk (−23 LUFS)',
    trimSilence: 'Stille an beiden Enden abschneiden',
    cover: 'Bild',
    coverSource: 'Das des Videos, wenn es eins hat',
    coverFrame: 'Ein Bild aus dem Video',
    coverNone: 'Keins',
    coverCosts: 'Für ein Bild aus dem Video muss alles gesendet werden.',
    chapters: 'Kapitel',
    chaptersKeep: 'Behalten',
    chaptersSplit: 'Eine Datei je Kapitel, als Zip',
    chaptersNone: 'Weglassen',
    titleTag: 'Titel',
    artist: 'Interpret',
    album: 'Album',
    tagsHint: 'Leer: wie im Video',
    reset: 'Zurück zum Üblichen',
    remembered: 'Das wird gemerkt, außer Zeiten und Titel.',
    whole: 'ganze Länge',
    part: (from, to) => `${from} bis ${to}`,
    beginning: 'Anfang',
    end: 'Ende',
  },

  trim: {
    label: 'Ausschnitt der Aufnahme',
    start: 'Anfang',
    end: 'Ende',
    of: (at, all) => `${at} von ${all}`,
    keys: 'Pfeile verschieben um eine Sekunde, mit Umschalt um eine Zehntelsekunde, Bild auf und Bild ab um zehn Sekunden. Leertaste spielt den Ausschnitt.',
    hear: 'Ausschnitt anhören',
    pause: 'Anhalten',
    unplayable: 'Dieser Browser kann die Datei nicht abspielen. Umwandeln lässt sie sich trotzdem.',
  },

  jobs: {
    title: 'Sammlung',
    empty: 'Noch nichts da',
    emptyHint: 'Was du herausholst, erscheint hier, zum Hören und Herunterladen.',
    noneFound: 'Nichts gefunden',
    noneFoundHint: 'Keine Aufnahme passt zu dem, was du suchst.',
    showAll: 'Alle zeigen',
    loading: 'Deine Sammlung wird geladen …',
    loadingMore: 'Weitere werden geladen …',
    unknown: 'Die Aufnahme dieses Links ist nicht in deinem Konto oder wurde gelöscht.',
    connection: 'Die Verbindung ist weg. Die Liste wird aufgefrischt, sobald sie wieder da ist.',
    search: 'Nach Namen suchen',
    filter: 'Zeigen',
    filters: { all: 'Alle', moving: 'Unterwegs', done: 'Fertig', failed: 'Fehlgeschlagen' },
    found: (count) => (count === 1 ? 'Eine Aufnahme' : `${count} Aufnahmen`),
  },

  job: {
    queued: 'Wartet',
    preparing: (percent) => `Ton wird herausgenommen · ${percent} %`,
    saved: (sent, whole) => `nur der Ton wird gesendet: ${sent} statt ${whole}`,
    starting: 'Beginnt',
    uploading: (percent) => `Wird gesendet · ${percent} %`,
    paused: (percent) => `Angehalten · ${percent} %`,
    finishing: 'Wird übergeben',
    uploadFailed: 'Nicht gesendet',
    needsFile: 'Unterbrochen',
    needsFileHint: 'Wähle dieselbe Datei noch einmal. Was angekommen ist, wird nicht noch einmal gesendet.',
    chooseAgain: 'Datei wählen',
    otherFile: (name) => `Das ist eine andere Datei. Bitte wähle ${name}.`,
    bytes: (sent, total) => `${sent} von ${total}`,
    left: (duration) => `noch etwa ${duration}`,
    today: (time) => `heute um ${time}`,
    until: (date) => `da bis ${date}`,
    from: (host) => `von ${host}`,
    fetching: 'Wird geholt',
    stageSend: (name) => `Senden von ${name}`,
    stageConvert: (name) => `Umwandeln von ${name}`,
    stages: 'Schritt 1 sendet, Schritt 2 wandelt um',
    play: 'Anhören',
    closePlayer: 'Schließen',
    download: 'Herunterladen',
    pause: 'Anhalten',
    resume: 'Weiter',
    cancel: 'Abbrechen',
    retry: 'Noch einmal',
    remove: 'Löschen',
    dismiss: 'Weg damit',
    removed: (name) => `${name} ist gelöscht.`,
    undo: 'Rückgängig',
    action: (action, name) => `${action}: ${name}`,
    state: (job) => {
      switch (job.state) {
        case 'reserved':
          return job.source.host === undefined ? 'Nicht fertig gesendet' : 'Wird geholt'
        case 'uploaded':
          return 'Wartet auf die Umwandlung'
        case 'converting':
          return `Wird umgewandelt · ${Math.floor(job.progress.percent)} %`
        case 'done':
          return 'Fertig'
        case 'failed':
          return 'Fehlgeschlagen'
        case 'expired':
          return 'Verfallen'
        case 'cancelled':
          return 'Abgebrochen'
      }
    },
    announce: (job) => {
      switch (job.state) {
        case 'converting':
          return `${nameOf(job)} wird umgewandelt.`
        case 'done':
          return `${nameOf(job)} ist fertig.`
        case 'failed':
          return `${nameOf(job)} konnte nicht umgewandelt werden. ${job.reason ? reasonOf(job.reason) : ''}`
        case 'cancelled':
          return `${nameOf(job)} wurde abgebrochen.`
        default:
          return undefined
      }
    },
  },

  player: {
    label: (name) => `Abspielen: ${name}`,
    play: 'Abspielen',
    pause: 'Anhalten',
    back: '10 Sekunden zurück',
    forward: '10 Sekunden vor',
    position: 'Stelle',
    positionOf: (at, all) => `${at} von ${all}`,
    speed: 'Tempo',
    chapters: 'Kapitel',
    chapterNumber: (number) => `Kapitel ${number}`,
    unplayable: 'Dieser Browser kann das Format nicht abspielen. Lade es herunter.',
    keys: 'Leertaste spielt und hält an, Pfeile springen 5 Sekunden, Pos1 und Ende an die Enden.',
  },

  settings: {
    title: 'Konto',
    usage: 'Was du nutzt',
    storedBytes: 'Aufbewahrte Videos',
    activeJobs: 'Gleichzeitig',
    jobsPerDay: 'Heute',
    audioPerDay: 'Heute gemachter Ton',
    usedOf: (used, limit) => `${used} von ${limit}`,
    freesAt: (time) => `von vorn ${time}`,
    largest: 'Die größten davon',
    largestNone: 'Zur Zeit wird kein Video aufbewahrt.',
    keptUntil: (date) => `bis ${date}`,
    tokens: 'Token für Programme',
    tokensHint: 'Ein Programm meldet sich mit einem Token statt mit deinem Passwort an.',
    tokenName: 'Name',
    tokenNameHint: 'Etwa: Sicherungsskript',
    tokenScopes: 'Es darf',
    scopes: {
      'jobs:read': 'Aufnahmen sehen und herunterladen',
      'jobs:write': 'sie abbrechen, wiederholen und löschen',
      'uploads:write': 'Videos senden',
    },
    tokenDays: 'Gültig für',
    days: (count) => `${count} Tage`,
    makeToken: 'Token anlegen',
    makingToken: 'Wird angelegt …',
    tokenOnce: 'Kopier es jetzt. Es wird nur dieses eine Mal gezeigt.',
    copy: 'Kopieren',
    copied: 'Kopiert.',
    revoke: 'Widerrufen',
    revoked: (name) => `Das Token ${name} ist widerrufen.`,
    noTokens: 'Du hast keine.',
    tokenUsed: (time) => `zuletzt benutzt ${time}`,
    tokenUnused: 'nie benutzt',
    tokenUntil: (date) => `gültig bis ${date}`,
    sessions: 'Abmelden',
    sessionsHint: 'Überall beendet auch die Sitzungen deiner anderen Geräte.',
    signOutHere: 'Auf diesem Gerät',
    signOutEverywhere: 'Überall',
    changePassword: 'Passwort ändern',
    changingPassword: 'Wird geändert …',
    currentPassword: 'Jetziges Passwort',
    changeHint: 'Danach meldest du dich auf jedem Gerät neu an.',
    changed: 'Dein Passwort ist geändert. Melde dich damit an.',
    closeAccount: 'Mein Konto löschen',
    closingAccount: 'Wird gelöscht …',
    closeHint: 'Löscht alle Aufnahmen, Videos und Token sofort und endgültig.',
    closeConfirm: 'Dein Passwort, um sicherzugehen',
  },

  reason: reasonOf,
  problem: problemOf,
  complaint: complaintOf,
  network: () => 'Audiolift ist nicht zu erreichen. Prüfe die Verbindung und versuche es noch einmal.',
}
