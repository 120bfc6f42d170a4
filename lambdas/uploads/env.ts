export const UploadsEnv = {
  /** The largest source in bytes. */
  maxSize: 'MAX_UPLOAD_SIZE',
} as const
