export const DirectoryEnv = {
  userPoolId: 'USER_POOL_ID',
  clientId: 'USER_POOL_CLIENT_ID',
  table: 'AUTH_TABLE',
} as const

export const AuthEnv = {
  ...DirectoryEnv,
  /** Where requests for codes go. */
  codeQueueUrl: 'CODE_QUEUE_URL',
  /** By how much the limits of one client are multiplied. */
  clientFactor: 'CLIENT_FACTOR',
  /** Milliseconds after which the routes that could tell of an account answer. */
  answerAfter: 'ANSWER_AFTER',
} as const

export const AuthorizerEnv = {
  ...DirectoryEnv,
  /** Where the pool publishes its keys. */
  jwksUri: 'JWKS_URI',
  /** By how much the limits of one client are multiplied. */
  clientFactor: 'CLIENT_FACTOR',
} as const

export const MailCodeEnv = {
  ...DirectoryEnv,
  /** Sender address, a verified SES identity. */
  sender: 'MAIL_SENDER',
} as const

export const CloseEnv = {
  ...DirectoryEnv,
  /** Where other rooms hear that an account was closed. */
  topicArn: 'ACCOUNT_EVENTS_TOPIC_ARN',
} as const
