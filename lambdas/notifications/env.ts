export const NotificationsEnv = {
  userPoolId: 'USER_POOL_ID',
  /** Sender address, a verified SES identity. */
  sender: 'MAIL_SENDER',
  site: 'SITE_URL',
} as const
