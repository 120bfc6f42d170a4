import { Readable } from 'node:stream'
import type { OpenRemote } from '../../lambdas/imports/remote/file'
import { ImportError } from '../../lambdas/imports/remote/import-error'
import type { Habits } from './circumstances'
import type { Faults } from './faults'
import type { Process } from './process'
import type { Random } from './random'

interface File {
  /** Its first byte: what it is. The others say which version it is. */
  readonly kind: number
  readonly size: number
  readonly version: number
  readonly isMissing: boolean
  readonly tellsSize: boolean
  readonly tellsVersion: boolean
}

/** Servers that imports come from, good and bad. A file may become another one at any time. */
export class RemoteServers {
  private readonly files = new Map<string, File>()

  constructor(
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly habits: Habits,
  ) {}

  /** Puts a file somewhere; its address. */
  offer(name: string, kind: number): string {
    const url = `https://files.example/${name}`
    const { random, habits } = this
    this.files.set(url, {
      kind,
      size: random.whole(100, 3000),
      version: 10,
      isMissing: random.chance(habits.missing),
      tellsSize: !random.chance(habits.sizeless),
      tellsVersion: !random.chance(habits.versionless),
    })
    return url
  }

  openBy =
    (process: Process): OpenRemote =>
    async (url, wanted, signal) => {
      const file = await process.effect('open remote', () => this.look(url))
      if (file.isMissing) throw new ImportError('import-not-found', 'There is no such file.')
      const validator = file.tellsVersion ? `"${file.version}"` : ''
      const start = wanted.validator !== '' && wanted.validator === validator ? wanted.offset : 0
      const bytes = Buffer.alloc(file.size, file.version)
      bytes[0] = file.kind
      return {
        start,
        ...(file.tellsSize && { size: file.size }),
        validator,
        body: Readable.from(this.send(process, bytes.subarray(start), signal)),
      }
    }

  private look(url: string): File {
    const file = this.files.get(url)
    if (!file) throw new Error(`Nobody offers ${url}`)
    if (!this.random.chance(this.habits.changes)) return file
    const changed = { ...file, version: file.version + 1, size: this.random.whole(100, 3000) }
    this.files.set(url, changed)
    return changed
  }

  private async *send(process: Process, bytes: Buffer, signal: AbortSignal): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += 300) {
      signal.throwIfAborted()
      await process.sleep(this.random.around(this.habits.slowness))
      yield process.effect('read remote', () => {
        if (this.faults.happens(this.habits.breaks, 'fetch')) throw new Error('connection reset')
        return bytes.subarray(start, start + 300)
      })
    }
  }
}
