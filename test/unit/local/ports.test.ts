import { createServer, type Server } from 'node:net'
import { choosePort } from '../../../local/ports'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed))
})

/** Takes a port of the loopback interface. @param port any when not given */
async function take(port = 0): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((listening, reject) => server.once('error', reject).listen(port, '127.0.0.1', listening))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

it('keeps the port of last time, so that links in mails stay valid', async () => {
  expect(await choosePort(28_100, 28_150)).toBe(28_150)
})

it('takes the preferred one when last time’s is taken', async () => {
  await take(28_250)
  expect(await choosePort(28_200, 28_250)).toBe(28_200)
})

it('takes the next free one', async () => {
  await take(28_300)
  await take(28_301)
  expect(await choosePort(28_300, undefined)).toBe(28_302)
})

it('takes any other when all of those are taken', async () => {
  for (let port = 28_400; port <= 28_420; port++) await take(port)
  const port = await choosePort(28_400, undefined)
  expect(port).toBeGreaterThan(1023)
  expect(await take(port)).toBe(port)
})
