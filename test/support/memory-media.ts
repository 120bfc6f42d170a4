import { Readable } from 'node:stream'
import { type OutputStore, type OutputUpload, outputKey } from '../../lambdas/conversion/multipart-sink'
import {
  audioKey,
  audioPrefix,
  type JobIn,
  type JobRef,
  partPlanOf,
  peaksKey,
  sourceKey,
} from '../../lambdas/jobs/domain'
import type { AudioStore, SourceStore, Upload } from '../../lambdas/jobs/ports'
import { leastPartSize } from '../../lambdas/shared/multipart'
import { partSizeOf } from '../../protocol/parts'

export interface MemorySourceStore extends SourceStore {
  /** A client's PUT of a part. @throws when the upload is over, as S3 does. */
  receive(upload: Upload, number: number, bytes: Uint8Array): void
  /** Puts a whole source there. */
  put(ref: JobRef, bytes: Uint8Array): void
  /** Multipart uploads that are under way. */
  readonly open: ReadonlyMap<string, unknown>
}

/** The uploads bucket without S3. */
export function memorySourceStore(): MemorySourceStore {
  const open = new Map<string, { readonly key: string; readonly parts: Map<number, Uint8Array> }>()
  const objects = new Map<string, Uint8Array>()
  let begun = 0

  const partsOf = ({ upload, ...ref }: Upload) => {
    const found = open.get(upload.id)
    return found?.key === sourceKey(ref) ? found.parts : undefined
  }

  const receive = (upload: Upload, number: number, bytes: Uint8Array): void => {
    const parts = partsOf(upload)
    if (!parts) throw new Error('NoSuchUpload')
    parts.set(number, bytes)
  }

  return {
    open,
    receive,

    async putPart(upload, number, bytes, signal) {
      signal.throwIfAborted()
      receive(upload, number, Uint8Array.from(bytes))
    },

    put: (ref, bytes) => void objects.set(sourceKey(ref), bytes),

    async begin(ref) {
      begun += 1
      const id = `upload-${begun}`
      open.set(id, { key: sourceKey(ref), parts: new Map() })
      return id
    },

    async signParts(upload, numbers, checksums = {}) {
      const { id, checksum } = upload.upload
      return numbers.map((number) => ({
        number,
        size: partSizeOf(partPlanOf(upload), number),
        url: `https://s3.test/${sourceKey(upload)}?uploadId=${id}&partNumber=${number}`,
        headers: { ...(checksum && checksums[number] && { [`x-amz-checksum-${checksum}`]: checksums[number] }) },
      }))
    },

    async arrived(upload) {
      return [...(partsOf(upload) ?? [])]
        .map(([number, bytes]) => ({ number, size: bytes.length }))
        .sort((a, b) => a.number - b.number)
    },

    async complete(upload) {
      const parts = partsOf(upload)
      if (!parts || objects.has(sourceKey(upload))) return
      const whole = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes))
      if (parts.size === 0 || whole.length !== upload.size) throw new Error('InvalidRequest')
      objects.set(sourceKey(upload), whole)
      open.delete(upload.upload.id)
    },

    async abort(upload) {
      if (partsOf(upload)) open.delete(upload.upload.id)
    },

    size: async (ref) => objects.get(sourceKey(ref))?.length,

    async read(ref, start, end, signal) {
      signal.throwIfAborted()
      const bytes = objects.get(sourceKey(ref))
      if (!bytes) throw new Error('NoSuchKey')
      return Readable.from([bytes.subarray(start, end)])
    },

    remove: async (ref) => void objects.delete(sourceKey(ref)),
  }
}

export interface MemoryAudioStore extends AudioStore {
  put(job: JobIn<'converting'>, bytes: Uint8Array): void
  putAt(key: string, bytes: Uint8Array): void
  get(key: string): Uint8Array | undefined
  readonly keys: () => readonly string[]
}

/** Milliseconds a download URL is valid, as in S3. */
const linkLife = 300_000

/** The audio bucket without S3. */
export function memoryAudioStore(now: () => number = () => 0): MemoryAudioStore {
  const objects = new Map<string, Uint8Array>()
  return {
    put: (job, bytes) => void objects.set(audioKey(job), bytes),
    putAt: (key, bytes) => void objects.set(key, bytes),
    get: (key) => objects.get(key),
    keys: () => [...objects.keys()],
    link: async (job) => ({
      url: `https://s3.test/${audioKey(job)}?name=${encodeURIComponent(job.audio.name)}`,
      expiresAt: now() + linkLife,
    }),
    linkPeaks: async (job, detail) => ({
      url: `https://s3.test/${peaksKey(job, detail)}`,
      expiresAt: now() + linkLife,
    }),
    async removeAll(ref) {
      for (const key of objects.keys()) if (key.startsWith(audioPrefix(ref))) objects.delete(key)
    },
  }
}

export interface MemoryOutputStore extends OutputStore {
  /** Multipart uploads that are under way. */
  readonly open: ReadonlyMap<string, unknown>
}

/** Multipart uploads into the audio bucket without S3. */
export function memoryOutputStore(audio: MemoryAudioStore): MemoryOutputStore {
  const open = new Map<string, Uint8Array[]>()
  let begun = 0
  const partsOf = ({ id }: OutputUpload) => {
    const parts = open.get(id)
    if (!parts) throw new Error('NoSuchUpload')
    return parts
  }
  return {
    open,
    partSize: leastPartSize,
    async begin(job, output) {
      begun += 1
      const id = `output-${begun}`
      open.set(id, [])
      return { job, output, id }
    },
    async putPart(upload, number, bytes, signal) {
      signal.throwIfAborted()
      partsOf(upload)[number - 1] = Uint8Array.from(bytes)
      return { tag: `part-${number}`, size: bytes.length }
    },
    async complete(upload, sent) {
      const parts = partsOf(upload)
      if (parts.length !== sent.length) throw new Error('InvalidPart')
      if (parts.slice(0, -1).some(({ length }) => length < leastPartSize)) throw new Error('EntityTooSmall')
      audio.putAt(outputKey(upload.job, upload.output.name), Buffer.concat(parts))
      open.delete(upload.id)
    },
    async abort(upload) {
      partsOf(upload)
      open.delete(upload.id)
    },
  }
}
