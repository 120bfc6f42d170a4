export const ImportsEnv = {
  /** The largest source in bytes. */
  maxSize: 'MAX_UPLOAD_SIZE',
  /** The stage's `ImportPolicy` as JSON. */
  importPolicy: 'IMPORT_POLICY',
} as const
