import type { Job } from '../../client/api/client'
import { complaintOf, problemOf, reasonOf } from './de-problems'
import type { Words } from './en'

function nameOf({ name }: Job): string {
  return `„${name}“`
}

export const de: Words = {
  lead: 'Der Ton, ohne das Video.',
  leadMore:
    'Zieh einen Film, einen Vortrag oder eine Aufnahme hierher und lade den Ton herunter: als MP3, AAC, Opus, FLAC oder WAV.',
  points: [
    'Nur der Ton verlässt deinen Rechner: Ein Film von 1 GB ist in Sekunden hochgeladen.',
    'Du kannst den Browser jederzeit schließen. Später geht es an derselben Stelle weiter.',
    'Läuft in der eigenen Cloud des Betreibers, ohne Dritte.',
  ],
  loading: 'Einen Moment …',
  unexpected: 'Auf dieser Seite ist etwas schiefgegangen. Bitte lade sie neu und versuche es noch einmal.',
  tryAgain: 'Erneut versuchen',
  noScript: 'Audiolift braucht JavaScript, um dein Video hochzuladen.',
  language: 'Sprache',
  skip: 'Zum Inhalt',
  nav: { label: 'Seiten', library: 'Mediathek', account: 'Konto' },

  account: {
    signIn: 'Anmelden',
    signingIn: 'Anmeldung läuft …',
    signOut: 'Abmelden',
    signUp: 'Konto anlegen',
    signingUp: 'Konto wird angelegt …',
    signUpTitle: 'Leg dein Konto an',
    signInTitle: 'Anmelden',
    toSignUp: 'Ein Konto anlegen',
    toSignIn: 'Ich habe ein Konto',
    backToSignIn: 'Zurück zur Anmeldung',
    toForgot: 'Passwort vergessen?',
    toConfirm: 'Ich habe einen Code',
    enterCodeHint: 'Gib deine E-Mail-Adresse ein und den Code, den wir dorthin geschickt haben.',
    email: 'E-Mail',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    passwordRule: 'Mindestens 12 Zeichen, mit Groß- und Kleinbuchstaben und einer Ziffer.',
    showPassword: 'Anzeigen',
    hidePassword: 'Verbergen',
    showPasswordLabel: 'Passwort anzeigen',
    hidePasswordLabel: 'Passwort verbergen',
    code: 'Code',
    confirmTitle: 'Sieh in dein Postfach',
    codeSent: (email) =>
      `Wir haben einen Code an ${email} geschickt. Gib ihn hier ein, um deine Adresse zu bestätigen.`,
    confirm: 'Bestätigen',
    confirming: 'Wird bestätigt …',
    resend: 'Neuen Code anfordern',
    resent: 'Ein neuer Code ist unterwegs.',
    confirmed: 'Deine Adresse ist bestätigt. Du kannst dich jetzt anmelden.',
    forgotTitle: 'Neues Passwort festlegen',
    forgotHint: 'Wir schicken dir einen Code, mit dem du ein neues Passwort festlegen kannst.',
    sendCode: 'Code anfordern',
    sendingCode: 'Wird gesendet …',
    resetHint: (email) => `Wenn es zu ${email} ein Konto gibt, ist ein Code unterwegs.`,
    reset: 'Passwort festlegen',
    resetting: 'Wird gespeichert …',
    resetDone: 'Dein neues Passwort ist gespeichert. Du kannst dich jetzt anmelden.',
    ended: 'Deine Sitzung ist abgelaufen. Bitte melde dich erneut an.',
    closed: 'Dein Konto und alle Daten darin sind gelöscht.',
    signedInAs: (email) => `Angemeldet als ${email}`,
  },

  drop: {
    title: 'Videos hierher ziehen',
    release: 'Loslassen zum Hinzufügen',
    choose: 'Dateien auswählen',
    hint: 'Jedes Video, jede Aufnahme. Wenn möglich, wird nur der Ton hochgeladen.',
    label: 'Videos oder Aufnahmen auswählen',
    empty: (name) => `${name} ist leer. Bitte wähle eine andere Datei.`,
    notFile: 'Das ist keine Datei. Bitte zieh die Videos selbst hierher.',
    address: 'Oder die Adresse eines Videos',
    addressPlaceholder: 'https://…',
    fetch: 'Abrufen',
    fetching: 'Wird geprüft …',
    fetched: (name) => `${name} wird abgerufen.`,
  },

  stage: {
    title: (count) => (count === 1 ? 'Eine Datei' : `${count} Dateien`),
    convert: 'Ton herausholen',
    add: 'Weitere hinzufügen',
    looking: 'Der Ton wird gesucht …',
    savesOf: (sent, whole) => `Nur der Ton wird hochgeladen: ${sent} statt ${whole}`,
    whole: (size) => `Die ganze Datei wird hochgeladen: ${size}`,
    remove: (name) => `${name} entfernen`,
    total: (sent, whole) => (sent === whole ? `${sent} hochzuladen` : `${sent} hochzuladen statt ${whole}`),
  },

  options: {
    title: 'Optionen',
    format: 'Format',
    formats: {
      mp3: 'MP3 – läuft überall',
      m4a: 'AAC – für Apple-Geräte',
      opus: 'Opus – am kleinsten',
      flac: 'FLAC – verlustfrei',
      wav: 'WAV – unkomprimiert',
      copy: 'Original (ohne Neukodierung)',
    },
    formatNames: { mp3: 'MP3', m4a: 'AAC', opus: 'Opus', flac: 'FLAC', wav: 'WAV', copy: 'Unverändert' },
    quality: 'Qualität',
    usual: 'Standard',
    kbps: (rate) => `${rate} kb/s`,
    vbr: 'Variabel, beste',
    from: 'Von',
    to: 'Bis',
    fromHint: 'z. B. 1:30. Leer lassen: ab Anfang',
    toHint: 'z. B. 1:02:00. Leer lassen: bis zum Ende',
    badTime: 'Bitte gib Minuten und Sekunden an, zum Beispiel 1:30.',
    badRange: 'Das Ende muss nach dem Anfang liegen.',
    language: 'Sprache der Tonspur',
    anyLanguage: 'Erste Tonspur',
    loudness: 'Lautstärke',
    loudnessAsIs: 'Unverändert',
    loudnessPodcast: 'Für Podcasts (−16 LUFS)',
    loudnessMusic: 'Für Musik (−14 LUFS)',
    loudnessBroadcast: 'Für den Rundfunk (−23 LUFS)',
    trimSilence: 'Stille an beiden Enden abschneiden',
    cover: 'Cover',
    coverSource: 'Aus dem Video, falls vorhanden',
    coverFrame: 'Ein Standbild aus dem Video',
    coverNone: 'Keines',
    coverCosts: 'Für ein Standbild muss die ganze Datei hochgeladen werden.',
    chapters: 'Kapitel',
    chaptersKeep: 'Behalten',
    chaptersSplit: 'Eine Datei pro Kapitel, als Zip',
    chaptersNone: 'Entfernen',
    titleTag: 'Titel',
    artist: 'Interpret',
    album: 'Album',
    tagsHint: 'Leer lassen: wie im Video',
    reset: 'Zurücksetzen',
    remembered: 'Wird für das nächste Mal gemerkt, außer Zeiten und Titel.',
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
    keys: 'Pfeiltasten verschieben um eine Sekunde, mit Umschalt um eine Zehntelsekunde, Bild auf und Bild ab um zehn Sekunden. Die Leertaste spielt den Ausschnitt ab.',
    hear: 'Ausschnitt anhören',
    pause: 'Anhalten',
    unplayable: 'Dieser Browser kann die Datei nicht abspielen. Umwandeln lässt sie sich trotzdem.',
  },

  jobs: {
    title: 'Mediathek',
    empty: 'Noch nichts da',
    emptyHint: 'Hier erscheinen deine Aufnahmen, zum Anhören und Herunterladen.',
    noneFound: 'Nichts gefunden',
    noneFoundHint: 'Keine Aufnahme passt zu deiner Suche.',
    showAll: 'Alle anzeigen',
    loading: 'Deine Mediathek wird geladen …',
    loadingMore: 'Weitere werden geladen …',
    unknown: 'Die verlinkte Aufnahme ist nicht in deinem Konto oder wurde gelöscht.',
    connection: 'Keine Verbindung. Die Liste wird aktualisiert, sobald sie wieder da ist.',
    search: 'Nach Namen suchen',
    filter: 'Anzeigen',
    filters: { all: 'Alle', moving: 'In Arbeit', done: 'Fertig', failed: 'Fehlgeschlagen' },
    found: (count) => (count === 1 ? 'Eine Aufnahme' : `${count} Aufnahmen`),
  },

  job: {
    queued: 'Wartet',
    preparing: (percent) => `Ton wird extrahiert · ${percent} %`,
    saved: (sent, whole) => `nur der Ton wird hochgeladen: ${sent} statt ${whole}`,
    starting: 'Startet',
    uploading: (percent) => `Wird hochgeladen · ${percent} %`,
    paused: (percent) => `Angehalten · ${percent} %`,
    finishing: 'Upload wird abgeschlossen',
    uploadFailed: 'Upload fehlgeschlagen',
    needsFile: 'Unterbrochen',
    needsFileHint: 'Wähle dieselbe Datei noch einmal aus. Der Upload geht an derselben Stelle weiter.',
    chooseAgain: 'Datei auswählen',
    otherFile: (name) => `Das ist eine andere Datei. Bitte wähle ${name} aus.`,
    bytes: (sent, total) => `${sent} von ${total}`,
    left: (duration) => `noch etwa ${duration}`,
    today: (time) => `heute um ${time}`,
    until: (date) => `verfügbar bis ${date}`,
    from: (host) => `von ${host}`,
    fetching: 'Wird abgerufen',
    stageSend: (name) => `Hochladen von ${name}`,
    stageConvert: (name) => `Umwandeln von ${name}`,
    stages: 'Schritt 1: Hochladen. Schritt 2: Umwandeln',
    play: 'Anhören',
    closePlayer: 'Player schließen',
    download: 'Herunterladen',
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    cancel: 'Abbrechen',
    retry: 'Erneut versuchen',
    remove: 'Löschen',
    dismiss: 'Entfernen',
    removed: (name) => `${name} wurde gelöscht.`,
    undo: 'Rückgängig',
    action: (action, name) => `${action}: ${name}`,
    state: (job) => {
      switch (job.state) {
        case 'reserved':
          return job.source.host === undefined ? 'Upload nicht abgeschlossen' : 'Wird abgerufen'
        case 'uploaded':
          return 'Wartet auf die Umwandlung'
        case 'converting':
          return `Wird umgewandelt · ${Math.floor(job.progress.percent)} %`
        case 'done':
          return 'Fertig'
        case 'failed':
          return 'Fehlgeschlagen'
        case 'expired':
          return 'Upload abgelaufen'
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
    position: 'Position',
    positionOf: (at, all) => `${at} von ${all}`,
    speed: 'Geschwindigkeit',
    chapters: 'Kapitel',
    chapterNumber: (number) => `Kapitel ${number}`,
    unplayable: 'Dieser Browser kann das Format nicht abspielen. Lade die Datei stattdessen herunter.',
    keys: 'Die Leertaste startet und hält an, Pfeiltasten springen 5 Sekunden, Pos1 und Ende an Anfang und Ende.',
  },

  settings: {
    title: 'Konto',
    usage: 'Nutzung',
    storedBytes: 'Gespeicherte Videos',
    activeJobs: 'Laufende Umwandlungen',
    jobsPerDay: 'Umwandlungen heute',
    audioPerDay: 'Heute umgewandelt',
    usedOf: (used, limit) => `${used} von ${limit}`,
    freesAt: (time) => `wieder frei ab ${time}`,
    largest: 'Größte gespeicherte Videos',
    largestNone: 'Zurzeit sind keine Videos gespeichert.',
    keptUntil: (date) => `bis ${date}`,
    tokens: 'Zugriffstoken für Programme',
    tokensHint: 'Ein Programm meldet sich mit einem Token statt mit deinem Passwort an.',
    tokenName: 'Name',
    tokenNameHint: 'z. B. Backup-Skript',
    tokenScopes: 'Berechtigungen',
    scopes: {
      'jobs:read': 'Aufnahmen ansehen und herunterladen',
      'jobs:write': 'Aufnahmen abbrechen, wiederholen und löschen',
      'uploads:write': 'Videos hochladen',
    },
    tokenDays: 'Gültigkeit',
    days: (count) => `${count} Tage`,
    makeToken: 'Token erstellen',
    makingToken: 'Wird erstellt …',
    tokenOnce: 'Kopiere das Token jetzt. Es wird nur dieses eine Mal angezeigt.',
    copy: 'Kopieren',
    copied: 'Kopiert.',
    revoke: 'Widerrufen',
    revoked: (name) => `Das Token ${name} wurde widerrufen.`,
    noTokens: 'Du hast keine Token.',
    tokenUsed: (time) => `zuletzt verwendet ${time}`,
    tokenUnused: 'nie verwendet',
    tokenUntil: (date) => `gültig bis ${date}`,
    sessions: 'Abmelden',
    sessionsHint: '„Überall“ meldet auch deine anderen Geräte ab.',
    signOutHere: 'Auf diesem Gerät',
    signOutEverywhere: 'Überall',
    changePassword: 'Passwort ändern',
    changingPassword: 'Wird geändert …',
    currentPassword: 'Aktuelles Passwort',
    changeHint: 'Du wirst auf allen Geräten abgemeldet.',
    changed: 'Dein Passwort wurde geändert. Melde dich mit dem neuen an.',
    closeAccount: 'Mein Konto löschen',
    closingAccount: 'Wird gelöscht …',
    closeHint: 'Löscht alle Aufnahmen, Videos und Token sofort. Das lässt sich nicht rückgängig machen.',
    closeConfirm: 'Gib zur Bestätigung dein Passwort ein',
  },

  reason: reasonOf,
  problem: problemOf,
  complaint: complaintOf,
  network: () => 'Audiolift ist nicht erreichbar. Prüfe die Verbindung und versuche es erneut.',
}
