import { join } from 'node:path'
import type { Session, SessionStore } from '../../client/api/session'
import { fieldsOf, readIfThere, writePrivately } from './folders'

/** What a person has signed in with, by the address of the service: one never gets what another has given. */
export interface Credentials {
  /** The service of the last login. */
  current: string | undefined
  services: Readonly<Record<string, Session>>
}

/** @param folder of the configuration */
export function credentialsIn(folder: string) {
  const file = join(folder, 'credentials.json')

  function read(): Credentials {
    const { current, services } = fieldsOf(readIfThere(file))
    return {
      current: typeof current === 'string' ? current : undefined,
      services: Object.fromEntries(
        Object.entries(fieldsOf(services)).map(([url, session]) => [url, sessionOf(fieldsOf(session))]),
      ),
    }
  }

  /** Undefined forgets it. */
  function keep(url: string, session: Session | undefined): void {
    const { current, services } = read()
    const { [url]: _, ...others } = services
    writePrivately(file, { current, services: session === undefined ? others : { ...others, [url]: session } })
  }

  return {
    read,
    /** Reads the file at each call: a command that runs beside this one may have renewed the session. */
    session: (url: string): SessionStore => ({
      read: () => read().services[url],
      write: (session) => keep(url, session),
    }),
    /** Commands without an address mean this service from now on. */
    use(url: string): void {
      writePrivately(file, { ...read(), current: url })
    },
  }
}

function sessionOf({ accessToken, refreshToken }: Readonly<Record<string, unknown>>): Session {
  return {
    ...(typeof accessToken === 'string' && { accessToken }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
  }
}
