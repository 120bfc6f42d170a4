import getPort, { portNumbers } from 'get-port'
import { readJsonIfThere, writeAtomically } from './files'

/**
 * The first free port of the loopback interface among the last one used, the preferred one and the twenty after it, else any. Using
 * the last one again keeps the links in mails valid.
 */
export function choosePort(preferred: number, last: number | undefined): Promise<number> {
  const following = [...portNumbers(preferred, preferred + 20)]
  return getPort({ host: '127.0.0.1', port: last === undefined ? following : [last, ...following] })
}

/** Ports of the last run, by the name of their server. */
export function rememberedPort(file: string, name: string): number | undefined {
  const port = readJsonIfThere(file)?.[name]
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

export function rememberPort(file: string, name: string, port: number): void {
  writeAtomically(file, `${JSON.stringify({ ...readJsonIfThere(file), [name]: port })}\n`)
}
