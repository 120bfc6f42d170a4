/**
 * Why the whole file is sent. The audio is only taken out here when the result is certain to sound exactly like the
 * server's own. In all other cases the server gets the original and decides with ffmpeg.
 */
export type Doubt =
  /** Not a container that we can read: another kind, damaged, cut before its table of contents, or not media at all. */
  | 'unreadable'
  /** The file is incomplete, or does not match its table of contents. */
  | 'damaged'
  /** Readable, but without any track of audio. Only ffmpeg can tell for sure. */
  | 'no-audio'
  /** There is no picture to leave out. */
  | 'already-audio'
  /** Several tracks of audio, and nobody has chosen one. */
  | 'several-tracks'
  /** The chosen track or language is not there. */
  | 'no-such-track'
  /** A codec that cannot be copied to the sample. */
  | 'codec'
  /** Encrypted, compressed once more, or edited in a way that a copy would lose. */
  | 'unusual'
  /** What was asked for needs the picture. */
  | 'picture-wanted'
  /** Hardly smaller than the file. */
  | 'little-saved'
  /** Reading, or the place for the result, failed. */
  | 'failed'

/** Thrown inside to give up; never leaves this room. */
export class DoubtError extends Error {
  override readonly name = 'DoubtError'

  constructor(readonly doubt: Doubt) {
    super(doubt)
  }
}
