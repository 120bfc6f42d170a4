import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addAbortSignal } from 'node:stream'
import type { Source } from '../model/types'
import { parseRange } from './range'

/** A stream from a store may break half-way; it is taken up again where it broke, this often in a row without a byte. */
const attempts = 3

export interface RangeServer {
  readonly url: string
  /** Serves something else, from its beginning to its end, at the URL that is returned. */
  readonly also: (pieces: (signal: AbortSignal) => AsyncIterable<Buffer>) => string
  /** The first byte behind all that was asked for and sent. */
  readonly furthest: () => number
  /** Why the source could not be read, if it could not: the reader's own error is then only a consequence. */
  readonly failure: () => unknown
  /** Holds back what is still to be sent, or lets it go on. */
  readonly hold: (isHeld: boolean) => void
  /** Stops listening, drops all connections and aborts all reads. */
  readonly close: () => Promise<void>
}

/**
 * Serves one source to one reader on this machine: loopback only, at a random port and a path that nobody can guess, since
 * anyone who knows the URL can read the source.
 */
export async function serveRanges(source: Source): Promise<RangeServer> {
  const path = `/${randomBytes(24).toString('base64url')}`
  const closing = new AbortController()
  const others = new Map<string, (signal: AbortSignal) => AsyncIterable<Buffer>>()
  let furthest = 0
  let failure: unknown
  let gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined

  const send = async (response: ServerResponse, from: number, to: number): Promise<void> => {
    const reading = new AbortController()
    const stop = () => reading.abort()
    response.once('close', stop)
    closing.signal.addEventListener('abort', stop, { once: true })
    let position = from
    let failures = 0
    try {
      while (position < to && !reading.signal.aborted) {
        try {
          const stream = addAbortSignal(reading.signal, await source.read(position, to, reading.signal))
          for await (const chunk of stream) {
            const bytes = (chunk as Buffer).subarray(0, to - position)
            position += bytes.length
            if (bytes.length > 0) failures = 0
            furthest = Math.max(furthest, position)
            if (!response.write(bytes)) await drained(response, reading.signal)
            if (gate) await gate.opened
            if (reading.signal.aborted) return
          }
          if (position < to) throw new Error(`the source ended at byte ${position}, before byte ${to}`)
        } catch (error) {
          if (reading.signal.aborted) return
          failures += 1
          if (failures === attempts) throw error
        }
      }
      response.end()
    } finally {
      closing.signal.removeEventListener('abort', stop)
    }
  }

  /** @param pieces each is kept until the next is asked for */
  const stream = async (response: ServerResponse, pieces: (signal: AbortSignal) => AsyncIterable<Buffer>) => {
    const reading = new AbortController()
    const stop = () => reading.abort()
    response.once('close', stop)
    closing.signal.addEventListener('abort', stop, { once: true })
    try {
      for await (const piece of pieces(reading.signal)) {
        await sent(response, piece, reading.signal)
        if (gate) await gate.opened
        if (reading.signal.aborted) return
      }
      response.end()
    } catch (error) {
      if (!reading.signal.aborted) throw error
    } finally {
      closing.signal.removeEventListener('abort', stop)
    }
  }

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const pieces = others.get(request.url ?? '')
    if (request.method === 'GET' && pieces) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      return void stream(response, pieces).catch((error: unknown) => {
        failure ??= error
        response.destroy()
      })
    }
    if (request.url !== path) return void response.writeHead(404).end()
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end()
    const range = parseRange(request.headers.range, source.size)
    const headers = { 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' }
    if (range === 'unsatisfiable') {
      return void response.writeHead(416, { ...headers, 'content-range': `bytes */${source.size}` }).end()
    }
    const { start, end } = range ?? { start: 0, end: source.size }
    response.writeHead(range ? 206 : 200, {
      ...headers,
      'content-length': end - start,
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${source.size}` }),
    })
    if (request.method === 'HEAD') return void response.end()
    send(response, start, end).catch((error: unknown) => {
      failure ??= error
      response.destroy()
    })
  }

  const server = createServer(answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}${path}`,
    also: (pieces) => {
      const other = `${path}-${others.size}`
      others.set(other, pieces)
      return `${origin}${other}`
    },
    furthest: () => furthest,
    failure: () => failure,
    hold: (isHeld) => {
      if (isHeld === Boolean(gate)) return
      gate?.open()
      gate = isHeld ? newGate() : undefined
    },
    close: () =>
      new Promise((resolve) => {
        gate?.open()
        closing.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Until the response takes more bytes, or the reading is given up. */
async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** When the bytes are with the system, and may become others; or when the reading is given up. */
function sent(response: ServerResponse, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done)
      resolve()
    }
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', done, { once: true })
    response.write(bytes, done)
  })
}

function newGate() {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
