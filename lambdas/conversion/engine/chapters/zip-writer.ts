import { Zip, ZipPassThrough } from 'fflate'
import type { SinkOutput } from '../model/types'

/** Of every file: the same sound gives the same bytes. The first date that a zip can tell, in the local time that it tells. */
const date = new Date(1980, 0, 1)

/**
 * Writes a zip while its files are made: stored, not compressed, as audio is already; each size and checksum behind its file
 * (APPNOTE 4.3.9). For less than 4 GiB and 65,535 files, which the limits of a conversion see to.
 */
export class ZipWriter {
  private readonly ready: Uint8Array[] = []
  private readonly zip = new Zip((error, bytes) => {
    if (error) throw error
    this.ready.push(bytes)
  })
  private written = 0

  constructor(private readonly output: SinkOutput) {}

  /** Bytes so far. */
  get size(): number {
    return this.written
  }

  /** Adds a file. @param name in UTF-8, unlike all others */
  async add(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const file = new ZipPassThrough(name)
    file.mtime = date
    this.zip.add(file)
    for await (const piece of pieces) {
      file.push(piece)
      await this.flush()
    }
    file.push(new Uint8Array(), true)
    await this.flush()
  }

  /** Writes the list of the files. */
  async end(): Promise<void> {
    this.zip.end()
    await this.flush()
  }

  private async flush(): Promise<void> {
    for (const bytes of this.ready.splice(0)) {
      await this.output.write(bytes)
      this.written += bytes.length
    }
  }
}
