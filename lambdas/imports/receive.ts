import { missingParts } from '../../protocol/parts'
import { partPlanOf } from '../jobs/domain'
import { beginImport, growImport, type Importing, reportImport } from '../jobs/importing'
import type { Lease } from '../jobs/lease'
import type { SourceStore } from '../jobs/ports'
import type { Quotas } from '../jobs/quotas'
import type { Terms } from '../jobs/terms'
import type { OpenRemote, RemoteFile } from './remote/file'
import { ImportError } from './remote/import-error'

export interface ReceiveDeps {
  readonly sources: SourceStore
  readonly open: OpenRemote
  readonly terms: Terms
  readonly now: () => number
  /** Bytes. */
  readonly maxSize: number
  /** The owner's. */
  readonly quotas: Quotas
  /** When to stop, in milliseconds since the epoch. */
  readonly until: number
}

/**
 * Streams the file into the parts of the job's upload, from the first missing part on.
 *
 * @returns whether the file is complete; if not, the time was up
 */
export async function receive(deps: ReceiveDeps, lease: Lease<Importing>): Promise<boolean> {
  const { import: fetched, upload } = lease.job()
  const first = await firstMissing(deps, lease.job())
  if (first === undefined) return true
  const wanted = { offset: (first - 1) * upload.partSize, validator: fetched.validator ?? '' }
  const remote = await deps.open(fetched.url, wanted, lease.signal)
  try {
    if (remote.start === 0) await begin(deps, lease, remote)
    else if (remote.size !== lease.job().size) throw changed()
    return await store(deps, lease, remote)
  } finally {
    remote.body.destroy()
  }
}

/** The part to continue with: the first, unless the file can be resumed and earlier parts have arrived; undefined when none is missing. */
async function firstMissing({ sources }: ReceiveDeps, job: Importing): Promise<number | undefined> {
  if (!job.import.validator || job.size === 0) return 1
  return missingParts(partPlanOf(job), await sources.arrived(job))[0]
}

/** From the beginning: into an upload of its own, unless nothing was ever written to the first one. */
async function begin(
  { sources, now, quotas, maxSize }: ReceiveDeps,
  lease: Lease<Importing>,
  { size = 0, validator }: RemoteFile,
): Promise<void> {
  requireSize(size, maxSize)
  const job = lease.job()
  const isFirst = job.import.validator === undefined
  if (!isFirst) await sources.abort(job)
  const upload = { ...job.upload, id: isFirst ? job.upload.id : await sources.begin(job) }
  try {
    await lease.take((job) => beginImport(job, { size, validator }, upload.id, now(), quotas))
  } catch (error) {
    if (!isFirst) await sources.abort({ ...job, upload })
    throw error
  }
}

async function store(
  { sources, terms, now, quotas, maxSize, until }: ReceiveDeps,
  lease: Lease<Importing>,
  remote: RemoteFile,
): Promise<boolean> {
  const { partSize } = lease.job().upload
  let received = remote.start
  /** The part before is stored while the next one comes. */
  let storing: Promise<unknown> = Promise.resolve()
  const storePart = async (number: number, bytes: Buffer, end: number): Promise<void> => {
    await sources.putPart(lease.job(), number, bytes, lease.signal)
    await lease.take((job) => reportImport(job, end, now(), terms))
  }
  for await (const part of partsOf(remote.body, partSize, () => now() >= until)) {
    await storing
    if (part === 'time is over') return false
    received += part.length
    if (remote.size === undefined) {
      requireSize(received, maxSize)
      const size = received
      await lease.take((job) => growImport(job, size, now(), quotas))
    } else if (part.length < partSize && received !== remote.size) throw broken()
    storing = storePart(Math.ceil(received / partSize), part, received)
    // It is awaited with the next part, or after the last; an earlier rejection must not count as unhandled.
    storing.catch(() => undefined)
  }
  await storing
  if (received === 0) throw new ImportError('not-media', 'The file at this address is empty.')
  if (remote.size !== undefined && received !== remote.size) throw broken()
  return true
}

/** The body in pieces of one part's size; the last may be shorter. */
async function* partsOf(
  body: AsyncIterable<Buffer>,
  partSize: number,
  isOver: () => boolean,
): AsyncGenerator<Buffer | 'time is over'> {
  let part = Buffer.allocUnsafe(partSize)
  let filled = 0
  for await (let chunk of readable(body)) {
    while (chunk.length > 0) {
      const copied = chunk.copy(part, filled)
      filled += copied
      chunk = chunk.subarray(copied)
      if (filled === partSize) {
        yield part
        part = Buffer.allocUnsafe(partSize)
        filled = 0
      }
    }
    if (isOver()) return yield 'time is over'
  }
  if (filled > 0) yield part.subarray(0, filled)
}

/** Every error while reading is the connection's. */
async function* readable(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch (cause) {
    throw broken({ cause })
  }
}

function requireSize(size: number, maxSize: number): void {
  if (size > maxSize)
    throw new ImportError('import-too-large', `The file is too large: the limit is ${maxSize / 1024 ** 3} GiB.`)
}

function broken(options?: ErrorOptions) {
  return new ImportError('import-unreachable', 'The connection broke before the whole file had arrived.', true, options)
}

function changed() {
  return new ImportError('import-unreachable', 'The file changes while it is being fetched.', true)
}
