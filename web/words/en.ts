import type { Job } from '../../client/api/client'
import type { FieldError } from '../../client/api/errors'

/** Every text of the page. The other languages have the same. */
export const en = {
  lead: 'The sound, without the video.',
  leadMore: 'Drop in a film, a lecture or a recording, and get its sound as MP3, AAC, Opus, FLAC or WAV.',
  points: [
    'Only the sound leaves your computer: a 1 GB film is sent in seconds.',
    'Close the browser whenever you like. The upload resumes where it stopped.',
    'Runs in its owner’s own cloud. No third parties.',
  ],
  loading: 'One moment…',
  unexpected: 'Something went wrong on this page. Please reload it and try again.',
  tryAgain: 'Try again',
  noScript: 'Audiolift needs JavaScript to send your video.',
  language: 'Language',
  skip: 'Skip to content',
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
    enterCodeHint: 'Enter your email address and the code we sent to it.',
    email: 'Email',
    password: 'Password',
    newPassword: 'New password',
    passwordRule: 'At least 12 characters, with upper- and lower-case letters and a digit.',
    showPassword: 'Show',
    hidePassword: 'Hide',
    showPasswordLabel: 'Show password',
    hidePasswordLabel: 'Hide password',
    code: 'Code',
    confirmTitle: 'Check your email',
    codeSent: (email: string) => `We sent a code to ${email}. Enter it here to confirm your address.`,
    confirm: 'Confirm',
    confirming: 'Confirming…',
    resend: 'Send a new code',
    resent: 'A new code is on its way.',
    confirmed: 'Your address is confirmed. You can sign in now.',
    forgotTitle: 'Set a new password',
    forgotHint: 'We’ll email you a code to set a new password.',
    sendCode: 'Send code',
    sendingCode: 'Sending…',
    resetHint: (email: string) => `If ${email} has an account, a code is on its way.`,
    reset: 'Set password',
    resetting: 'Setting password…',
    resetDone: 'Your new password is set. You can sign in now.',
    ended: 'Your session has ended. Please sign in again.',
    closed: 'Your account and everything in it have been deleted.',
    signedInAs: (email: string) => `Signed in as ${email}`,
  },

  drop: {
    title: 'Drop videos here',
    release: 'Drop to add',
    choose: 'Choose files',
    hint: 'Any video or recording. Whenever possible, only its sound is uploaded.',
    label: 'Choose videos or recordings',
    empty: (name: string) => `${name} is empty. Please choose another file.`,
    notFile: 'That is not a file. Please drop the videos themselves.',
    address: 'Or the address of a video',
    addressPlaceholder: 'https://…',
    fetch: 'Fetch',
    fetching: 'Checking…',
    fetched: (name: string) => `${name} is being fetched.`,
  },

  stage: {
    title: (count: number) => (count === 1 ? 'One file' : `${count} files`),
    convert: 'Lift the sound',
    add: 'Add more',
    looking: 'Finding the sound…',
    savesOf: (sent: string, whole: string) => `Only the sound is sent: ${sent} instead of ${whole}`,
    whole: (size: string) => `Whole file is sent: ${size}`,
    remove: (name: string) => `Remove ${name}`,
    total: (sent: string, whole: string) =>
      sent === whole ? `${sent} to upload` : `${sent} to upload, instead of ${whole}`,
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
      copy: 'Original (no re-encoding)',
    },
    formatNames: { mp3: 'MP3', m4a: 'AAC', opus: 'Opus', flac: 'FLAC', wav: 'WAV', copy: 'Unchanged' },
    quality: 'Quality',
    usual: 'Default',
    kbps: (rate: number) => `${rate} kb/s`,
    vbr: 'Variable, best',
    from: 'From',
    to: 'To',
    fromHint: 'e.g. 1:30. Leave empty to start at the beginning',
    toHint: 'e.g. 1:02:00. Leave empty to go to the end',
    badTime: 'Please enter minutes and seconds, for example 1:30.',
    badRange: 'The end must be after the beginning.',
    language: 'Audio language',
    anyLanguage: 'First track',
    loudness: 'Loudness',
    loudnessAsIs: 'Unchanged',
    loudnessPodcast: 'For podcasts (−16 LUFS)',
    loudnessMusic: 'For music (−14 LUFS)',
    loudnessBroadcast: 'For broadcast (−23 LUFS)',
    trimSilence: 'Trim silence at both ends',
    cover: 'Cover',
    coverSource: 'From the video, if it has one',
    coverFrame: 'A frame of the video',
    coverNone: 'None',
    coverCosts: 'To take a frame of the video, the whole file has to be sent.',
    chapters: 'Chapters',
    chaptersKeep: 'Keep',
    chaptersSplit: 'One file per chapter, in a zip',
    chaptersNone: 'Remove',
    titleTag: 'Title',
    artist: 'Artist',
    album: 'Album',
    tagsHint: 'Leave empty to keep the video’s',
    reset: 'Reset to defaults',
    remembered: 'Kept for next time, except times and title.',
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
    keys: 'Arrow keys move by a second, with Shift by a tenth; Page Up and Page Down by ten seconds. Space plays the part.',
    hear: 'Play this part',
    pause: 'Stop',
    unplayable: 'This browser cannot play the file. You can still convert it.',
  },

  jobs: {
    title: 'Library',
    empty: 'Nothing here yet',
    emptyHint: 'Your recordings will appear here, ready to play and download.',
    noneFound: 'Nothing found',
    noneFoundHint: 'No recording matches your search.',
    showAll: 'Show all',
    loading: 'Loading your library…',
    loadingMore: 'Loading more…',
    unknown: 'The recording this link points to is not in your account, or has been deleted.',
    connection: 'Connection lost. The list updates as soon as it is back.',
    search: 'Search by name',
    filter: 'Show',
    filters: { all: 'All', moving: 'In progress', done: 'Ready', failed: 'Failed' },
    found: (count: number) => (count === 1 ? 'One recording' : `${count} recordings`),
  },

  job: {
    queued: 'Waiting',
    preparing: (percent: number) => `Extracting the sound · ${percent} %`,
    saved: (sent: string, whole: string) => `only the sound is sent: ${sent} instead of ${whole}`,
    starting: 'Starting',
    uploading: (percent: number) => `Uploading · ${percent} %`,
    paused: (percent: number) => `Paused · ${percent} %`,
    finishing: 'Finishing upload',
    uploadFailed: 'Upload failed',
    needsFile: 'Interrupted',
    needsFileHint: 'Choose the same file again. The upload resumes where it stopped.',
    chooseAgain: 'Choose file',
    otherFile: (name: string) => `That is a different file. Please choose ${name}.`,
    bytes: (sent: string, total: string) => `${sent} of ${total}`,
    left: (duration: string) => `about ${duration} left`,
    today: (time: string) => `today at ${time}`,
    until: (date: string) => `kept until ${date}`,
    from: (host: string) => `from ${host}`,
    fetching: 'Fetching',
    stageSend: (name: string) => `Upload of ${name}`,
    stageConvert: (name: string) => `Conversion of ${name}`,
    stages: 'Step 1: upload. Step 2: conversion',
    play: 'Play',
    closePlayer: 'Close player',
    download: 'Download',
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Cancel',
    retry: 'Try again',
    remove: 'Delete',
    dismiss: 'Dismiss',
    removed: (name: string) => `${name} was deleted.`,
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
    forward: 'Forward 10 seconds',
    position: 'Position',
    positionOf: (at: string, all: string) => `${at} of ${all}`,
    speed: 'Speed',
    chapters: 'Chapters',
    chapterNumber: (number: number) => `Chapter ${number}`,
    unplayable: 'This browser cannot play this format. Download it instead.',
    keys: 'Space plays and pauses. Arrow keys move by 5 seconds, Home and End to the ends.',
  },

  settings: {
    title: 'Account',
    usage: 'Usage',
    storedBytes: 'Kept videos',
    activeJobs: 'Conversions running',
    jobsPerDay: 'Conversions today',
    audioPerDay: 'Audio converted today',
    usedOf: (used: string, limit: string) => `${used} of ${limit}`,
    freesAt: (time: string) => `resets ${time}`,
    largest: 'Largest kept videos',
    largestNone: 'No videos are kept at the moment.',
    keptUntil: (date: string) => `until ${date}`,
    tokens: 'Tokens for programs',
    tokensHint: 'A program signs in with a token instead of your password.',
    tokenName: 'Name',
    tokenNameHint: 'e.g. backup script',
    tokenScopes: 'Permissions',
    scopes: {
      'jobs:read': 'see and download recordings',
      'jobs:write': 'cancel, retry and delete recordings',
      'uploads:write': 'upload videos',
    },
    tokenDays: 'Valid for',
    days: (count: number) => `${count} days`,
    makeToken: 'Create token',
    makingToken: 'Creating…',
    tokenOnce: 'Copy it now. It is shown only once.',
    copy: 'Copy',
    copied: 'Copied.',
    revoke: 'Revoke',
    revoked: (name: string) => `The token ${name} was revoked.`,
    noTokens: 'You have no tokens.',
    tokenUsed: (time: string) => `last used ${time}`,
    tokenUnused: 'never used',
    tokenUntil: (date: string) => `valid until ${date}`,
    sessions: 'Sign out',
    sessionsHint: '“Everywhere” also signs out your other devices.',
    signOutHere: 'On this device',
    signOutEverywhere: 'Everywhere',
    changePassword: 'Change password',
    changingPassword: 'Changing…',
    currentPassword: 'Current password',
    changeHint: 'You’ll be signed out on all devices.',
    changed: 'Your password has been changed. Sign in with the new one.',
    closeAccount: 'Delete my account',
    closingAccount: 'Deleting…',
    closeHint: 'Deletes all recordings, videos and tokens immediately. This cannot be undone.',
    closeConfirm: 'Enter your password to confirm',
  },

  /** The server's own sentences are in English. */
  reason: ({ message }: { readonly code: string; readonly message: string }): string => message,
  problem: (_type: string, detail: string): string => detail,
  complaint: ({ message }: FieldError): string => message,
  network: (message: string): string => message,
}

/** What every language has. */
export type Words = typeof en
