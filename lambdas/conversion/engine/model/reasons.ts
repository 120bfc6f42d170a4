export type ConversionReason =
  | 'no-audio'
  | 'no-chapters'
  | 'not-media'
  | 'truncated'
  | 'corrupt'
  | 'unsupported-codec'
  | 'protected'
  | 'too-long'
  | 'too-many-channels'
  | 'timeout'
  | 'system'

/** What the person is told when nothing more exact is known. */
const sentences: Record<ConversionReason, string> = {
  'no-audio': 'The video has no sound, so there is nothing to convert.',
  'no-chapters':
    'The file has no chapters to cut it at. Please convert it in one piece, or say where its chapters begin.',
  'not-media': 'This is not a video or audio file that we can read. Please check that it plays on your device.',
  truncated: 'The file is incomplete: its end is missing. Please check the original and upload it again.',
  corrupt: 'The file is damaged, and its sound cannot be read in full. Please upload another copy of it.',
  'unsupported-codec':
    'The sound of this file is in a format that we cannot read. Please export it in another one, such as AAC.',
  protected:
    'The file is protected against copying (DRM), so it cannot be converted. Please use one without protection.',
  'too-long': 'The sound is longer than we convert. Please split the file and upload its parts.',
  'too-many-channels': 'The sound has more channels than we convert. Please export it in stereo.',
  timeout: 'The conversion took longer than we allow. Please try again, or split the file.',
  system: 'Something went wrong on our side while converting. Please try again.',
}

export interface Explanation {
  /** One sentence for the person, where the usual one says too little. */
  readonly message?: string
  /** For the log: what was counted, what ffmpeg said. */
  readonly detail?: string
  readonly cause?: unknown
}

/** A conversion that has no result. `message` is one sentence for the person, `detail` is for the log only. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError'
  readonly detail?: string

  constructor(
    readonly reason: ConversionReason,
    { message = sentences[reason], detail, cause }: Explanation = {},
  ) {
    super(message, { cause })
    if (detail !== undefined) this.detail = detail
  }
}
