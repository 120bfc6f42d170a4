import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Canary {
  readonly url: string
  /** Paths that somebody asked for. */
  readonly hits: readonly string[]
  readonly forget: () => void
  readonly close: () => Promise<unknown>
}

/** A server on loopback that no code should call. @param answer the body of every answer */
export async function startCanary(answer: Buffer): Promise<Canary> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    forget: () => {
      hits.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}
