import { join } from 'node:path'
import type { Session, SessionStore } from '../../client/api/session'
import { fieldsOf, readIfThere, writePrivately } from './folders'

/** Credentials by the address of the service: a service never gets those of another. */
export interface Credentials {
  /** The service of the last login. */
  readonly current: string | undefined
  readonly services: Readonly<Record<string, Session>>
}

/** @param folder the configuration folder */
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

  /** Undefined removes it. */
  function keep(url: string, session: Session | undefined): void {
    const { current, services } = read()
    const { [url]: _, ...others } = services
    writePrivately(file, { current, services: session === undefined ? others : { ...others, [url]: session } })
  }

  return {
    read,
    /** Reads the file at each call, because a command that runs at the same time may have renewed the session. */
    session: (url: string): SessionStore => ({
      read: () => read().services[url],
      write: (session) => keep(url, session),
    }),
    /** Commands without an address use this service from now on. */
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
