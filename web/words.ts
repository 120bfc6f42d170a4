import type { Job } from '../client/api/client'

/** Every text of the page. */
export const words = {
  lead: 'Lifts the audio out of video.',
  leadMore: 'Send a video, get an MP3. We mail you the link when it is ready.',
  loading: 'One moment…',
  unexpected: 'Something went wrong on this page. Please reload it and try again.',
  tryAgain: 'Try again',

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
    toConfirm: 'I have a code to confirm my address',
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
    signedInAs: (email: string) => `Signed in as ${email}`,
  },

  drop: {
    title: 'Drop a video here',
    or: 'or choose a file',
    release: 'Let go to upload',
    label: 'Choose videos to convert to MP3',
    empty: (name: string) => `${name} is empty. Please choose another file.`,
    notFile: 'That is not a file. Please drop a video from a folder.',
    language: 'Language of the sound',
    anyLanguage: 'the first one',
  },

  jobs: {
    title: 'Your audio',
    empty: 'Nothing here yet. Your first MP3 will appear in this list.',
    more: 'Show more',
    loading: 'Loading…',
    unknown: 'The job of this link is not in your account, or has been deleted.',
    connection: 'The connection is lost. This list is brought up to date as soon as it is back.',
  },

  job: {
    queued: 'Waiting for its turn',
    preparing: (percent: number) => `Taking the sound out of the video · ${percent} %`,
    saved: (sent: string, whole: string) => `only the sound is sent: ${sent} instead of ${whole}`,
    starting: 'Starting upload',
    uploading: (percent: number) => `Uploading · ${percent} %`,
    finishing: 'Upload complete, handing over',
    uploadFailed: 'Upload failed',
    bytes: (sent: string, total: string) => `${sent} of ${total}`,
    left: (duration: string) => `about ${duration} left`,
    today: (time: string) => `today at ${time}`,
    until: (date: string) => `kept until ${date}`,
    preparationLabel: (name: string) => `Preparation of ${name}`,
    uploadLabel: (name: string) => `Upload of ${name}`,
    conversionLabel: (name: string) => `Conversion of ${name}`,
    download: 'Download',
    cancel: 'Cancel',
    retry: 'Try again',
    remove: 'Delete',
    dismiss: 'Dismiss',
    sureRemove: (name: string) => `Delete ${name} and its audio for good?`,
    /** For screen readers: which row a button belongs to. */
    action: (action: string, name: string) => `${action}: ${name}`,
    state: (job: Job): string => {
      switch (job.state) {
        case 'reserved':
          return 'Upload not finished'
        case 'uploaded':
          return 'Waiting to be converted'
        case 'converting':
          return `Converting · ${Math.floor(job.progress.percent)} %`
        case 'done':
          return 'Ready'
        case 'failed':
          return 'Failed'
        case 'expired':
          return 'Expired'
        case 'cancelled':
          return 'Cancelled'
      }
    },
    announce: (job: Job): string | undefined => {
      switch (job.state) {
        case 'converting':
          return `${job.name} is being converted.`
        case 'done':
          return `${job.name} is ready to download.`
        case 'failed':
          return `${job.name} could not be converted. ${job.reason?.message ?? ''}`
        case 'cancelled':
          return `${job.name} was cancelled.`
        default:
          return undefined
      }
    },
  },
} as const
