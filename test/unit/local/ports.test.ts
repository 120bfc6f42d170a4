import { createServer } from 'node:net'
import { choosePort, isFree } from '../../../local/ports'

function only(...free: number[]) {
  return (port: number) => Promise.resolve(free.includes(port))
}

describe('choosePort', () => {
  it('keeps the port of last time, so that links in mails stay valid', async () =>
    expect(await choosePort(8080, 8085, only(8080, 8085))).toBe(8085))

  it('takes the preferred one when last time’s is taken', async () =>
    expect(await choosePort(8080, 8085, only(8080, 8081))).toBe(8080))

  it('takes the next free one', async () => expect(await choosePort(8080, undefined, only(8083, 8090))).toBe(8083))

  it('takes any port when all of those are taken', async () =>
    expect(await choosePort(8080, 8085, only())).toBeGreaterThan(1023))
})

describe('isFree', () => {
  it('sees that a port is taken, and that it is free again', async () => {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await isFree(port)).toBe(false)
    await new Promise((closed) => server.close(closed))
    expect(await isFree(port)).toBe(true)
  })
})
