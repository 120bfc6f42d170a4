import type { Job } from '../../client/api/client'
import type { FieldError } from '../../client/api/errors'

/** Every text of the page. The other languages have the same. */
export const en = {
  lead: 'The sound, without the video.',
  leadMore: 'Drop a film, a lecture, a recording. Get its sound as MP3, AAC, Opus, FLAC or WAV.',
  points: [
    'Only the sound leaves your computer: a film of a gigabyte is sent in seconds.',
    'Close the browser whenever you like. It goes on where it stopped.',
    'It runs in its owner’s own cloud, and asks nobody else for anything.',
  ],
  loading: 'One moment…',
  unexpected: 'Something went wrong on this page. Please reload it and try again.',
  tryAgain: 'Try again',
  noScript: 'Audiolift needs JavaScript to send your video.',
  language: 'Language',
  skip: 'To the content',
  nav: { label: 'Pages', library: 'Library', account: 'Account' },

  account: {
    signIn: 'Sign in',
    signingIn: 'Signing in…',
    signOut: 'Sign out',
    signUp: 'Create account',
    signingUp: 'Creating account…',
    signUpTitle: 'Create your account',
    signInTitle: 'Sign in',
    toSignUp: 'Create an account',
    toSignIn: 'I have an account',
    backToSignIn: 'Back to sign-in',
    toForgot: 'Forgot your password?',
    toConfirm: 'I have a code',
    enterCodeHint: 'Enter your address, and the code that we mailed to it.',
    email: 'Email',
    password: 'Password',
    newPassword: 'New password',
    passwordRule: 'At least 12 characters, with upper and lower case letters and a digit.',
    showPassword: 'Show',
    hidePassword: 'Hide',
    showPasswordLabel: 'Show the password',
    hidePasswordLabel: 'Hide the password',
    code: 'Code',
    confirmTitle: 'Check your mail',
    codeSent: (email: string) => `We sent a code to ${email}. Enter it here to confirm your address.`,
    confirm: 'Confirm',
    confirming: 'Confirming…',
    resend: 'Send a new code',
    resent: 'A new code is on its way.',
    confirmed: 'Your address is confirmed. You can sign in now.',
    forgotTitle: 'Set a new password',
    forgotHint: 'We mail you a code with which you can set a new password.',
    sendCode: 'Send code',
    sendingCode: 'Sending…',
    resetHint: (email: string) => `If there is an account for ${email}, a code is on its way to it.`,
    reset: 'Set password',
    resetting: 'Setting password…',
    resetDone: 'Your password is set. You can sign in now.',
    ended: 'Your session has ended. Please sign in again.',
    closed: 'Your account and everything in it has been deleted.',
    signedInAs: (email: string) => `Signed in as ${email}`,
  },

  drop: {
    title: 'Drop videos here',
    release: 'Let go to add',
    choose: 'Choose files',
    hint: 'Any video or recording. Only its sound is sent, where that is enough.',
    label: 'Choose videos or recordings',
    empty: (name: string) => `${name} is empty. Please choose another file.`,
    notFile: 'That is not a file. Please drop videos from a folder.',
    address: 'Or the address of a video',
    addressPlaceholder: 'https://…',
    fetch: 'Fetch',
    fetching: 'Asking…',
    fetched: (name: string) => `${name} is being fetched.`,
  },

  stage: {
    title: (count: number) => (count === 1 ? 'One file' : `${count} files`),
    convert: 'Lift the sound',
    add: 'Add more',
    looking: 'Looking for the sound…',
    savesOf: (sent: string, whole: string) => `Only the sound is sent: ${sent} instead of ${whole}`,
    whole: (size: string) => `All of it is sent: ${size}`,
    remove: (name: string) => `Take ${name} out`,
    total: (sent: string, whole: string) => `${sent} to send, of ${whole}`,
  },

  options: {
    title: 'Options',
    format: 'Format',
    formats: {
      mp3: 'MP3 – plays everywhere',
      m4a: 'AAC – for Apple devices',
      opus: 'Opus – smallest',
      flac: 'FLAC – lossless',
      wav: 'WAV – uncompressed',
      copy: 'As it is in the video',
    },
    formatNames: { mp3: 'MP3', m4a: 'AAC', opus: 'Opus', flac: 'FLAC', wav: 'WAV', copy: 'Unchanged' },
    quality: 'Quality',
    usual: 'Usual',
    kbps: (rate: number) => `${rate} kb/s`,
    vbr: 'Variable, best',
    from: 'From',
    to: 'To',
    fromHint: 'Such as 1:30. Empty: the beginning',
    toHint: 'Such as 1:02:00. Empty: the end',
    badTime: 'Please write minutes and seconds, such as 1:30.',
    badRange: 'The end has to be after the beginning.',
    badLanguage: 'Please choose a language of the list.',
    language: 'Language of the sound',
    anyLanguage: 'The first there is',
    loudness: 'Loudness',
    loudnessAsIs: 'As it is',
    loudnessPodcast: 'For podcasts (−16 LUFS)',
    loudnessMusic: 'For music (−14 LUFS)',
    loudnessBroadcast: 'For broadcast (−23 LUFS)',
    trimSilence: 'Cut off silence at both ends',
    cover: 'Cover',
    coverSource: 'The video’s own, if it has one',
    coverFrame: 'A picture from the video',
    coverNone: 'None',
    coverCosts: 'For a picture from the video all of it has to be sent.',
    chapters: 'Chapters',
    chaptersKeep: 'Keep them',
    chaptersSplit: 'A file of each, in a zip',
    chaptersNone: 'Leave them out',
    titleTag: 'Title',
    artist: 'Artist',
    album: 'Album',
    tagsHint: 'Empty: as in the video',
    reset: 'Back to the usual',
    remembered: 'These are remembered, but for times and title.',
    whole: 'whole length',
    part: (from: string, to: string) => `${from} to ${to}`,
    beginning: 'the beginning',
    end: 'the end',
  },

  trim: {
    label: 'Part of the recording',
    start: 'Beginning',
    end: 'End',
    of: (at: string, all: string) => `${at} of ${all}`,
    keys: 'Arrows move by a second, with Shift by a tenth, Page Up and Page Down by ten seconds. Space plays the part.',
    hear: 'Hear this part',
    pause: 'Stop',
    unplayable: 'This browser cannot play the file. It can be converted all the same.',
  },

  jobs: {
    title: 'Library',
    empty: 'Nothing here yet',
    emptyHint: 'What you lift appears here, to play and to download.',
    noneFound: 'Nothing found',
    noneFoundHint: 'No recording fits what you look for.',
    showAll: 'Show all',
    loading: 'Loading your library…',
    loadingMore: 'Loading more…',
    unknown: 'The recording of this link is not in your account, or has been deleted.',
    connection: 'The connection is lost. This list is brought up to date as soon as it is back.',
    search: 'Search by name',
    filter: 'Show',
    filters: { all: 'All', moving: 'Under way', done: 'Ready', failed: 'Failed' },
    found: (count: number) => (count === 1 ? 'One recording' : `${count} recordings`),
  },

  job: {
    queued: 'Waiting for its turn',
    preparing: (percent: number) => `Taking the sound out · ${percent} %`,
    saved: (sent: string, whole: string) => `only the sound is sent: ${sent} instead of ${whole}`,
    starting: 'Starting',
    uploading: (percent: number) => `Sending · ${percent} %`,
    paused: (percent: number) => `Paused · ${percent} %`,
    finishing: 'Handing over',
    uploadFailed: 'Not sent',
    needsFile: 'Interrupted',
    needsFileHint: 'Choose the same file again. What has arrived is not sent again.',
    chooseAgain: 'Choose the file',
    otherFile: (name: string) => `That is another file. Please choose ${name}.`,
    bytes: (sent: string, total: string) => `${sent} of ${total}`,
    left: (duration: string) => `about ${duration} left`,
    today: (time: string) => `today at ${time}`,
    until: (date: string) => `kept until ${date}`,
    from: (host: string) => `from ${host}`,
    fetching: 'Fetching',
    stageSend: (name: string) => `Sending of ${name}`,
    stageConvert: (name: string) => `Conversion of ${name}`,
    stages: 'Step 1 sends, step 2 converts',
    play: 'Play',
    closePlayer: 'Close player',
    download: 'Download',
    pause: 'Pause',
    resume: 'Go on',
    cancel: 'Cancel',
    retry: 'Try again',
    remove: 'Delete',
    dismiss: 'Dismiss',
    removed: (name: string) => `${name} is deleted.`,
    undo: 'Undo',
    /** For screen readers: which row a button belongs to. */
    action: (action: string, name: string) => `${action}: ${name}`,
    state: (job: Job): string => {
      switch (job.state) {
        case 'reserved':
          return job.source.host === undefined ? 'Upload not finished' : 'Fetching'
        case 'uploaded':
          return 'Waiting to be converted'
        case 'converting':
          return `Converting · ${Math.floor(job.progress.percent)} %`
        case 'done':
          return 'Ready'
        case 'failed':
          return 'Failed'
        case 'expired':
          return 'Upload expired'
        case 'cancelled':
          return 'Cancelled'
      }
    },
    announce: (job: Job): string | undefined => {
      switch (job.state) {
        case 'converting':
          return `${job.name} is being converted.`
        case 'done':
          return `${job.name} is ready.`
        case 'failed':
          return `${job.name} could not be converted. ${job.reason?.message ?? ''}`
        case 'cancelled':
          return `${job.name} was cancelled.`
        default:
          return undefined
      }
    },
  },

  player: {
    label: (name: string) => `Player: ${name}`,
    play: 'Play',
    pause: 'Pause',
    back: 'Back 10 seconds',
    forward: 'On 10 seconds',
    position: 'Position',
    positionOf: (at: string, all: string) => `${at} of ${all}`,
    speed: 'Speed',
    chapters: 'Chapters',
    chapterNumber: (number: number) => `Chapter ${number}`,
    unplayable: 'This browser cannot play this format. Download it instead.',
    keys: 'Space plays and pauses, arrows move by 5 seconds, Home and End to the ends.',
  },

  settings: {
    title: 'Account',
    usage: 'What you use',
    storedBytes: 'Kept videos',
    activeJobs: 'At the same time',
    jobsPerDay: 'Today',
    audioPerDay: 'Sound made today',
    usedOf: (used: string, limit: string) => `${used} of ${limit}`,
    freesAt: (time: string) => `anew ${time}`,
    largest: 'Largest of them',
    largestNone: 'No video is kept at the moment.',
    keptUntil: (date: string) => `until ${date}`,
    tokens: 'Tokens for programs',
    tokensHint: 'A program signs in with a token instead of your password.',
    tokenName: 'Name',
    tokenNameHint: 'Such as: backup script',
    tokenScopes: 'It may',
    scopes: {
      'jobs:read': 'see and download recordings',
      'jobs:write': 'cancel, retry and delete them',
      'uploads:write': 'send videos',
    },
    tokenDays: 'Valid for',
    days: (count: number) => `${count} days`,
    makeToken: 'Make a token',
    makingToken: 'Making…',
    tokenOnce: 'Copy it now. It is shown this once.',
    copy: 'Copy',
    copied: 'Copied.',
    revoke: 'Revoke',
    revoked: (name: string) => `The token ${name} is revoked.`,
    noTokens: 'You have none.',
    tokenUsed: (time: string) => `last used ${time}`,
    tokenUnused: 'never used',
    tokenUntil: (date: string) => `valid until ${date}`,
    sessions: 'Sign out',
    sessionsHint: 'Everywhere also ends the sessions of your other devices.',
    signOutHere: 'On this device',
    signOutEverywhere: 'Everywhere',
    changePassword: 'Change password',
    changingPassword: 'Changing…',
    currentPassword: 'Present password',
    changeHint: 'You sign in with it anew, on every device.',
    changed: 'Your password is changed. Sign in with it.',
    closeAccount: 'Delete my account',
    closingAccount: 'Deleting…',
    closeHint: 'Deletes all recordings, videos and tokens at once and for good.',
    closeConfirm: 'Your password, to be sure',
  },

  /** The server's own sentences are in English. */
  reason: ({ message }: { code: string; message: string }): string => message,
  problem: (_type: string, detail: string): string => detail,
  complaint: ({ message }: FieldError): string => message,
  network: (message: string): string => message,
}

/** What every language has. */
export type Words = typeof en
