import type { OutputDescription, Sink } from '../../lambdas/conversion/engine'

export interface MemoryOutput extends OutputDescription {
  readonly bytes: Buffer
}

/** Keeps what is finished. */
export function memorySink() {
  const outputs: MemoryOutput[] = []
  /** Begun, and neither finished nor aborted. */
  const open = new Set<string>()
  const sink: Sink = {
    async open(description) {
      const { name } = description
      if (open.has(name)) throw new Error(`${name} is open already`)
      open.add(name)
      const pieces: Uint8Array[] = []
      let room = -1
      return {
        async write(bytes) {
          pieces.push(Uint8Array.from(bytes))
        },
        async reserve(length) {
          room = pieces.push(new Uint8Array(length)) - 1
        },
        async finish(reserved) {
          if (reserved?.length !== pieces[room]?.length) throw new Error('it does not fit')
          if (reserved) pieces[room] = reserved
          outputs.push({ ...description, bytes: Buffer.concat(pieces) })
          open.delete(name)
        },
        async abort() {
          open.delete(name)
        },
      }
    },
  }
  return { sink, outputs, open }
}
