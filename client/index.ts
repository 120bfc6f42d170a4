/**
 * The package `audiolift-client`: what runs in browsers and in Node alike. Files on disk are in `node.ts`, the plugin for Uppy is in `uppy/`.
 * A name that is exported here is part of the package's interface.
 */
export { type Client, type ClientOptions, type Credentials, createClient } from './api/client'
export {
  type ExceededQuota,
  type FieldError,
  isTransient,
  NetworkError,
  PartError,
  type Problem,
  ProblemError,
} from './api/errors'
export type { CallOptions, Fetch } from './api/http'
export { inCookie, memorySession, type Session, type SessionStore } from './api/session'
export {
  type ArrivedParts,
  type ConversionOptions,
  type Format,
  type IssuedToken,
  isFinal,
  type Job,
  type JobPage,
  type JobState,
  type Part,
  type ProblemDocument,
  type ProgramToken,
  type Quota,
  type QuotaProblem,
  type Reservation,
  type TokenResponse,
  type User,
} from './api/types'
export { type WaitOptions, waitForJob } from './api/wait'
export type { Chapter } from './smart/chapter'
export type { Doubt } from './smart/doubt'
export { type MeasuredSound, measurePeaksLazily as measurePeaks, type SoundPeaks } from './smart/peaks-lazily'
export type { Prepared, PrepareOptions } from './smart/prepared'
export { prepareLazily as prepareFile } from './smart/smart-upload'
export { createPauseSwitch, type PauseSwitch } from './upload/pause'
export type { UploadProgress } from './upload/progress'
export { type PutAnswer, type PutOptions, type PutPart, putWithFetch } from './upload/put-part'
export { putWithProgress } from './upload/put-with-progress'
export type { PartBody, Source } from './upload/source'
export { fingerprintOf, parseTicket, type UploadTicket } from './upload/ticket'
export { type UploadClient, type UploadOptions, upload } from './upload/uploader'
