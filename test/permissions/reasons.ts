/** Why something stays that no end-to-end test calls. A line for what is not there any more makes `npm run permissions` fail. */
export interface Reason {
  /** Functions, `<room>/<name>`. */
  readonly of: readonly string[]
  /** What is granted (`s3:DeleteObject on jobs-audio/audio/*`), or an operation of the SDK in the bundle (`S3.DeleteObject`). */
  readonly what: readonly string[]
  readonly why: string
}

const writingRows = ['DynamoDB.PutItem', 'DynamoDB.DeleteItem', 'DynamoDB.TransactWriteItems']
const sendingParts = ['S3.CreateMultipartUpload', 'S3.UploadPart', 'S3.CompleteMultipartUpload']
const removingAudio = ['S3.ListObjectsV2', 'S3.DeleteObjects']

/** Allowed, and out of the tests' reach. */
const allowed: readonly Reason[] = [
  {
    of: ['jobs/give-up'],
    what: [
      'dynamodb:GetItem on table/jobs-table',
      'dynamodb:UpdateItem on table/jobs-table',
      'DynamoDB.GetItem',
      'DynamoDB.UpdateItem',
      'DynamoDB.TransactWriteItems',
    ],
    why: 'A message is given up after five tries, of which each takes six times the worker’s fifteen minutes. Reads a job and fails it.',
  },
  {
    of: ['jobs/sweep', 'jobs/forget'],
    what: ['s3:DeleteObject on jobs-audio/audio/*', 'S3.DeleteObjects'],
    why: 'Removes audio when its time has come, or with its owner’s account, by the code of DELETE /v1/jobs/{id} (jobs/remove.ts), which tests call.',
  },
  {
    of: ['imports/api'],
    what: ['s3:AbortMultipartUpload on jobs-uploads/uploads/*', 'S3.AbortMultipartUpload'],
    why: 'Of several requests at once that exceed a quota together, those that lose abort the upload that they have begun (jobs/reserve.ts).',
  },
  {
    of: ['conversion/work'],
    what: ['s3:AbortMultipartUpload on jobs-audio/audio/*', 'S3.AbortMultipartUpload'],
    why: 'Only when a conversion ends between the begin and the end of its output: for a short film, too short a time for a test to hit.',
  },
]

/** In a bundle, because an adapter is one object whose methods stay together. The function calls other methods, and its role does not allow these. */
const notCalled: readonly Reason[] = [
  {
    of: ['auth/authorize'],
    what: ['DynamoDB.PutItem', 'DynamoDB.DeleteItem', 'DynamoDB.Query', 'DynamoDB.TransactWriteItems'],
    why: 'The authorizer reads rows and notes that a token was used. It makes, lists and removes no tokens.',
  },
  {
    of: ['auth/api'],
    what: ['CognitoIdentityProvider.AdminDeleteUser'],
    why: 'Closing an account writes a row; auth/close removes the user.',
  },
  {
    of: ['auth/close', 'auth/mail-code'],
    what: [
      'AdminConfirmSignUp',
      'AdminSetUserPassword',
      'AdminUpdateUserAttributes',
      'ChangePassword',
      'GetTokensFromRefreshToken',
      'AdminInitiateAuth',
      'RevokeToken',
      'AdminCreateUser',
    ].map((operation) => `CognitoIdentityProvider.${operation}`),
    why: 'Only auth/api signs users up and in, and changes them.',
  },
  {
    of: ['auth/close'],
    what: ['DynamoDB.GetItem', 'DynamoDB.PutItem', 'DynamoDB.UpdateItem'],
    why: 'It removes tokens and codes; the account’s row stays until it expires.',
  },
  {
    of: ['auth/mail-code'],
    what: [
      'CognitoIdentityProvider.AdminDeleteUser',
      'CognitoIdentityProvider.AdminUserGlobalSignOut',
      'DynamoDB.DeleteItem',
      'DynamoDB.UpdateItem',
    ],
    why: 'It finds a user and keeps a code. auth/api lets users try it.',
  },
  {
    of: ['jobs/api', 'jobs/forget', 'jobs/sweep'],
    what: [...sendingParts, 'S3.ListParts', 'DynamoDB.PutItem'],
    why: 'They make no jobs and send no sources; they end and remove them.',
  },
  {
    of: ['jobs/api', 'jobs/forget'],
    what: ['S3.HeadObject'],
    why: 'Whether a source is complete is asked by uploads, imports, jobs/arrive and jobs/sweep.',
  },
  {
    of: ['jobs/sweep', 'jobs/forget', 'jobs/arrive', 'uploads/api', 'imports/api', 'imports/fetch'],
    what: ['S3.GetObject'],
    why: 'Only conversion/work reads sources; links to audio are signed by jobs/api and sharing/api.',
  },
  {
    of: ['jobs/arrive'],
    what: [...sendingParts, ...removingAudio, ...writingRows],
    why: 'It asks how large a source is and confirms it, which settles nothing.',
  },
  {
    of: ['jobs/arrive'],
    what: ['S3.ListParts', 'S3.AbortMultipartUpload', 'S3.DeleteObject', 'DynamoDB.Query'],
    why: 'It neither ends an upload nor removes one, and lists nothing.',
  },
  {
    of: ['jobs/give-up'],
    what: ['DynamoDB.PutItem', 'DynamoDB.DeleteItem', 'DynamoDB.Query'],
    why: 'It fails the one job that the message names.',
  },
  {
    of: ['uploads/api', 'imports/api', 'imports/fetch'],
    what: [...removingAudio, 'DynamoDB.DeleteItem'],
    why: 'There is no audio here yet, and jobs are removed by jobs/api, jobs/sweep and jobs/forget.',
  },
  {
    of: ['imports/api'],
    what: ['S3.UploadPart', 'S3.CompleteMultipartUpload', 'S3.ListParts', 'S3.HeadObject', 'S3.DeleteObject'],
    why: 'It begins the upload; imports/fetch sends the parts.',
  },
  {
    of: ['imports/fetch'],
    what: ['S3.CreateMultipartUpload', 'DynamoDB.PutItem', 'DynamoDB.Query'],
    why: 'Job and upload are there when the message comes.',
  },
  {
    of: ['conversion/work'],
    what: ['S3.HeadObject', 'S3.ListParts', 'S3.DeleteObject', ...removingAudio],
    why: 'It reads a source and writes its own outputs. What it leaves is removed by others.',
  },
  {
    of: ['conversion/work', 'notifications/notify'],
    what: ['DynamoDB.PutItem', 'DynamoDB.DeleteItem', 'DynamoDB.Query'],
    why: 'They work on the one job that the message names, and neither make nor remove it.',
  },
  {
    of: ['notifications/notify'],
    what: ['DynamoDB.TransactWriteItems'],
    why: 'That a mail was sent changes no counter.',
  },
  {
    of: ['sharing/api'],
    what: [
      ...sendingParts,
      ...removingAudio,
      ...writingRows,
      'S3.HeadObject',
      'S3.ListParts',
      'S3.AbortMultipartUpload',
      'S3.DeleteObject',
      'DynamoDB.Query',
      'DynamoDB.UpdateItem',
    ],
    why: 'Strangers may call it: it reads one job by its key and signs one link.',
  },
]

export const reasons: readonly Reason[] = [...allowed, ...notCalled]
