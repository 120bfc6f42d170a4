import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '../../../client/api/client'
import { burst, percentile } from '../../bench/burst-run'
import { addresses, newUser } from '../../e2e/support/cloud'
import { openAccount } from '../../support/account'
import { makeVideo } from '../../support/media'
import { temporaryFolder } from '../../support/temporary-folder'

const count = 500

describe(`${count} small uploads in a burst`, () => {
  it('are all done, with no message in any dead-letter queue', async () => {
    const account = newUser()
    const client = createClient({ baseUrl: addresses().page })
    await openAccount(client, addresses().inbox, account)
    const path = await makeVideo(join(temporaryFolder('burst'), 'small.mp4'), { seconds: 1 })
    const { ends, deadLetters, latencies } = await burst(
      addresses(),
      account,
      new Uint8Array(await readFile(path)),
      count,
    )
    console.log(`API p99: ${Math.round(percentile(Object.values(latencies).flat(), 0.99))} ms`)
    expect({ ends, deadLetters }).toEqual({ ends: { done: count }, deadLetters: 0 })
  })
})
