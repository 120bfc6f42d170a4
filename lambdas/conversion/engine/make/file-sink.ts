import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { OutputName, Sink, SinkOutput } from '../model/types'

/** Takes what nobody wants. */
const nowhere: SinkOutput = {
  write: async () => {},
  reserve: async () => {},
  finish: async () => {},
  abort: async () => {},
}

/**
 * Files as outputs: each is made beside its place and moved there at the end, so there is a whole file of that name, or none.
 * An output without a path goes nowhere.
 */
export function fileSink(paths: Readonly<Partial<Record<OutputName, string>>>): Sink {
  return {
    async open({ name }) {
      const path = paths[name]
      if (path === undefined) return nowhere
      const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
      const file = await open(draft, 'wx')
      let position = 0
      let isOpen = true
      const close = async () => {
        if (isOpen) await file.close()
        isOpen = false
      }
      let room: { readonly at: number; readonly length: number } | undefined
      const put = async (bytes: Uint8Array, at: number) => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
          done += bytesWritten
        }
      }
      return {
        async write(bytes) {
          await put(bytes, position)
          position += bytes.length
        },
        async reserve(length) {
          room = { at: position, length }
          position += length
        },
        async finish(reserved = new Uint8Array()) {
          if (reserved.length !== (room?.length ?? 0)) throw new RangeError(`no room for ${reserved.length} bytes`)
          if (room) await put(reserved, room.at)
          await close()
          await rename(draft, path)
        },
        async abort() {
          await close()
          await rm(draft, { force: true })
        },
      }
    },
  }
}
