/**
 * Why the whole file is sent. Whoever takes the audio out of it here must be sure that the result sounds exactly as the
 * server's own; whenever something might be otherwise, the server gets the original and decides with ffmpeg.
 */
export type Doubt =
  /** No container that we take apart: or it is damaged, cut before its table of contents, or no media at all. */
  | 'unreadable'
  /** Not all of the file is there, or something in it is not as its table of contents says. */
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
