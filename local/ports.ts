import { createServer } from 'node:net'
import { readJsonIfThere, writeAtomically } from './files'

/** Whether a server could listen on this port of the loopback interface now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/**
 * The first free port among the last one used, the preferred one and the twenty after it. Using the last one again keeps
 * the links in mails valid.
 */
export async function choosePort(
  preferred: number,
  last: number | undefined,
  free: (port: number) => Promise<boolean> = isFree,
): Promise<number> {
  const following = Array.from({ length: 21 }, (_, n) => preferred + n)
  for (const port of last === undefined ? following : [last, ...following]) {
    if (await free(port)) return port
  }
  return anyFreePort()
}

/** Ports of the last run, by the name of their server. */
export function rememberedPort(file: string, name: string): number | undefined {
  const port = readJsonIfThere(file)?.[name]
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

export function rememberPort(file: string, name: string, port: number): void {
  writeAtomically(file, `${JSON.stringify({ ...readJsonIfThere(file), [name]: port })}\n`)
}

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
