import type { ConversionOptions } from '../client/api/client'
import { parseTicket, type UploadTicket } from '../client/upload/ticket'

/** An upload in progress, as this browser stores it so that it can be resumed later. */
export interface KeptUpload {
  readonly key: string
  /** Id of the account: only its own uploads are resumed. */
  readonly owner: string
  /** Of the file that was chosen. */
  readonly name: string
  readonly size: number
  readonly lastModified: number
  /** The options that it was reserved with. */
  readonly options: ConversionOptions
  readonly ticket: UploadTicket
  /** The audio that was taken out of the file, where it is small enough: then the file need not be chosen again. */
  readonly audio?: Blob
}

/** Bytes of audio that are kept beside the ticket: about ten hours of AAC. */
export const mostAudio = 512 * 1024 ** 2

const store = 'uploads'

/**
 * Where uploads are kept, in IndexedDB. A browser that has none, or refuses, as in some private windows, keeps nothing:
 * then an upload ends with its page.
 */
export interface KeptUploads {
  /** The uploads of an account; empty while another page of this browser continues them. */
  take(owner: string): Promise<KeptUpload[]>
  put(upload: KeptUpload): Promise<void>
  remove(key: string): Promise<void>
  /** Lets another page of this browser continue them. */
  release(): void
}

export function openKeptUploads(): KeptUploads {
  const opening = open().catch(() => undefined)
  let release = () => {}

  async function run<T>(
    mode: IDBTransactionMode,
    ask: (uploads: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T | undefined> {
    const database = await opening
    if (!database) return undefined
    try {
      return await answer(ask(database.transaction(store, mode).objectStore(store)))
    } catch {
      return undefined // full, or blocked: the upload itself continues
    }
  }

  return {
    async take(owner) {
      if (!(await lock((free) => (release = free)))) return []
      const all = (await run('readonly', (uploads) => uploads.getAll() as IDBRequest<KeptUpload[]>)) ?? []
      return all.filter((kept) => kept.owner === owner && parseTicket(kept.ticket) !== undefined)
    },
    put: async (upload) => void (await run('readwrite', (uploads) => uploads.put(upload))),
    remove: async (key) => void (await run('readwrite', (uploads) => uploads.delete(key))),
    release: () => release(),
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('audiolift', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'key' })
  return answer(request)
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Only one page at a time continues them: two would send every part twice. False when another page does. */
function lock(onHeld: (release: () => void) => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request('audiolift.uploads', { ifAvailable: true }, (held) => {
        resolve(held !== null)
        return held === null ? undefined : new Promise<void>((free) => onHeld(free))
      })
      .catch(reject)
  })
}
