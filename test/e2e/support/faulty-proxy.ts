import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What happens to a request: the connection is cut after half of the body, one bit of the body is flipped, it gets no
 * answer, or it is answered with a status.
 */
export type Fault = 'cut' | 'damage' | 'hold' | number

export interface FaultyProxy {
  readonly url: string
  /** How often each fault happened. */
  readonly happened: ReadonlyMap<Fault, number>
  /** Requests that were forwarded completely, and the bytes of their bodies. */
  passedRequests(): number
  passedBytes(): number
  stop(): Promise<void>
}

/** Forwards requests to `target`, except those for which `fault` returns a fault. Requests are counted from 0. */
export async function startFaultyProxy(
  target: string,
  fault: (count: number) => Fault | undefined,
): Promise<FaultyProxy> {
  const { host, hostname, port } = new URL(target)
  const happened = new Map<Fault, number>()
  let count = 0
  let passed = 0
  let passedBytes = 0

  function pass(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
    const cutAfter = fault === 'cut' ? Number(request.headers['content-length'] ?? 0) / 2 : Number.POSITIVE_INFINITY
    const { method, url: path, headers } = request
    // The signature covers the name of the real host.
    const upstream = send({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
      passed++
      passedBytes += bytes
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    let bytes = 0
    const cut = () => {
      request.destroy()
      upstream.destroy()
    }
    upstream.on('error', cut)
    request.on('error', cut)
    request.on('data', (chunk: Buffer) => {
      if (fault === 'damage' && bytes === 0) chunk.writeUInt8(chunk.readUInt8() ^ 1)
      bytes += chunk.length
      if (bytes > cutAfter) cut()
    })
    request.pipe(upstream)
  }

  const server = createServer((request, response) => {
    const chosen = fault(count++)
    if (chosen !== undefined) happened.set(chosen, (happened.get(chosen) ?? 0) + 1)
    if (chosen === 'hold') return
    if (typeof chosen !== 'number') return pass(request, response, chosen)
    request.resume().on('end', () => response.writeHead(chosen).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    happened,
    passedRequests: () => passed,
    passedBytes: () => passedBytes,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
