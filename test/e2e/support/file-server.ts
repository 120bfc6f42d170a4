import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'

export interface FileServer {
  /** Of its one file. Only loopback may be fetched over http, and only by the local cloud. */
  readonly url: string
  close(): Promise<void>
}

/** A server on this machine that has one file and answers every other request with 404. */
export async function serveFile(path: string): Promise<FileServer> {
  const bytes = await readFile(path)
  const place = `/${encodeURIComponent(basename(path))}`
  const server = createServer((request, response) => {
    if (request.url === place) response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes)
    else response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${place}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
